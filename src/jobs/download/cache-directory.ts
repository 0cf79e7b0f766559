import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where Lookback keeps downloads: $XDG_CACHE_HOME/lookback where that is set, else the place that the system has for
 * it.
 */
export function cacheDirectory(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const { XDG_CACHE_HOME: chosen, LOCALAPPDATA: local } = environment;
  if (chosen !== undefined && chosen !== "") return join(chosen, "lookback");
  if (platform === "darwin") return join(homedir(), "Library", "Caches", "lookback");
  if (platform === "win32") return join(local ?? join(homedir(), "AppData", "Local"), "lookback", "Cache");
  return join(homedir(), ".cache", "lookback");
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
