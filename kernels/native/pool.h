// One pool of threads for the whole process, used by one call at a time. A kernel that finds it taken does its tiles
// alone: results are the same, and however many worker threads of Node compute at once, no more threads run than those
// and the pool's.
#pragma once

constexpr int most_threads = 256;

/// Each user of the pool, an environment of Node, says when it comes and when it goes. The last one to go ends the
/// threads.
void open_pool();
void close_pool();
/// Makes the pool large enough for `count` threads, the calling one among them, and returns how many there are: fewer
/// where the system refuses.
int grow_pool(int count);
/// The number of threads that kernels called from this thread use from now on.
void use_threads(int count);
