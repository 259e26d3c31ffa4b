import { errorPagesFolder, writeErrorPages } from "./writeErrorPages.ts";

console.log(`${await writeErrorPages()} pages in ${errorPagesFolder}`);
