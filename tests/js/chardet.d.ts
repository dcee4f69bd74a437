/** What the page uses of chardet; its published types bring Node's with them. */
declare module 'chardet' {
  export function analyse(bytes: Uint8Array): { name: string; confidence: number }[];
}
