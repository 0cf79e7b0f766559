/**
 * What a hypothesis' log-probability is divided by, so that long ones are not at a loss: ((5 + length)/6)^α (Wu et al.
 * 2016, arXiv:1609.08144, equation 14). The end token counts. α = 0 does nothing; "Attention Is All You Need"
 * translates with 0.6 and parses with 0.3.
 */
export function lengthPenalty(length: number, alpha: number): number {
  return ((5 + length) / 6) ** alpha;
}
