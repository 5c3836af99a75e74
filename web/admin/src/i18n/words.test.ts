import { tryWords, type Words } from "../../../words";

tryWords(import.meta.glob<Words>("./*/*.json", { import: "default", eager: true }));
