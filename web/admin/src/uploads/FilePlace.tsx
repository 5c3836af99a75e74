import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { DropPlace, type Dropped } from "./DropPlace";
import { startUpload, useUploadTo } from "./desk";
import { type Goal, purposeOf } from "./item";
import { ACCEPT, UploadCard } from "./UploadCard";

type Props = Readonly<{ goal: Goal; label: string; hint?: string; icon?: ReactNode }>;

/** Where the file of one row is dropped, and how its upload stands. */
export function FilePlace({ goal, label, hint, icon }: Props) {
  const item = useUploadTo(goal);
  const send = async ([dropped]: readonly Dropped[]) => {
    if (dropped !== undefined) await startUpload(dropped.file, goal, await dropped.handle);
  };
  const free = item === undefined || item.phase === "refused" || item.phase === "done";
  return (
    <Stack gap="xs">
      {item !== undefined && <UploadCard item={item} />}
      {free && (
        <DropPlace
          label={label}
          accept={ACCEPT[purposeOf(goal)]}
          onFiles={(dropped) => void send(dropped)}
          {...(hint !== undefined && { hint })}
          {...(icon !== undefined && { icon })}
        />
      )}
    </Stack>
  );
}
