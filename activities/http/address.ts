/**
 * The URL that a text means: itself, or for a bare host (`172.17.8.101`, `web:8080`) what a browser
 * makes of it. Undefined if it means none.
 */
export function urlOf(text: string): string | undefined {
  if (/\s/.test(text)) return undefined;
  const url = text.includes('://') ? text : `http://${text}/`;
  return /^https?:\/\//.test(url) && URL.canParse(url) ? url : undefined;
}
