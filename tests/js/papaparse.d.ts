/** What the page uses of Papa Parse; its published types bring all of Node's with them. */
declare module 'papaparse' {
  const Papa: {
    parse(text: string, options: { delimiter: string; skipEmptyLines: boolean }): { data: string[][] };
  };
  export default Papa;
}
