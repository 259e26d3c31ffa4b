import { picturesFolder, takePictures } from "./takePictures.ts";

const taken = await takePictures(picturesFolder);
console.log(`${Object.keys(taken).length} pictures in ${picturesFolder}`);
