/** The picture of a class, verified, also of one that was not downloaded. */

import { heldFile, type Manifest } from "@eightcount/runtime";
import { useEffect, useState } from "react";
import { useHouse } from "./following";

export function Poster({ manifest }: { readonly manifest: Manifest }) {
  const house = useHouse();
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const file = manifest.files.find((each) => each.role === "poster");
    if (!house || !file) return;
    let made: string | null = null;
    let isWanted = true;
    void heldFile(house.store, file).then((content) => {
      if (!content || !isWanted) return;
      made = URL.createObjectURL(content);
      setUrl(made);
    });
    return () => {
      isWanted = false;
      if (made) URL.revokeObjectURL(made);
      setUrl(null);
    };
  }, [house, manifest]);
  return <div className="classes-poster">{url && <img src={url} alt="" />}</div>;
}
