/** The room of classes, as other rooms use it. */

export { useHouse } from "./following";
export { loadPack, type PackState, useContentUrl, usePack } from "./packs";
export { inMegabytes, inMinutes, titleOf } from "./words";
