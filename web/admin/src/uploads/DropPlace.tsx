import { FileButton, Group, Text, UnstyledButton } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { type DragEvent, type ReactNode, useState } from "react";
import "./drop.css";
import { handleOf } from "./handles";

export type Dropped = Readonly<{ file: File; handle: Promise<FileSystemFileHandle | null> }>;

type Props = Readonly<{
  label: string;
  hint?: string;
  accept: string;
  multiple?: boolean;
  icon?: ReactNode;
  onFiles: (dropped: readonly Dropped[]) => void;
}>;

/** A place to drop files on or to choose them at; it is one button for the keyboard. */
export function DropPlace({ label, hint, accept, multiple = false, icon, onFiles }: Props) {
  const { over, handlers } = useDropping(onFiles);
  const chosen = (files: readonly File[]) =>
    onFiles(files.map((file) => ({ file, handle: Promise.resolve(null) })));
  const button = (props: Readonly<{ onClick: () => void }>) => (
    <UnstyledButton {...props} className="drop-place" data-over={over || undefined} {...handlers}>
      <Group gap="sm" justify="center" wrap="nowrap">
        {icon ?? <IconUpload size={20} aria-hidden />}
        <div>
          <Text size="sm" fw={550}>
            {label}
          </Text>
          {hint && (
            <Text size="xs" c="dimmed">
              {hint}
            </Text>
          )}
        </div>
      </Group>
    </UnstyledButton>
  );
  const inputProps = { "aria-label": label };
  return multiple ? (
    <FileButton multiple accept={accept} inputProps={inputProps} onChange={chosen}>
      {button}
    </FileButton>
  ) : (
    <FileButton accept={accept} inputProps={inputProps} onChange={(file) => file && chosen([file])}>
      {button}
    </FileButton>
  );
}

/** What makes an element take dropped files, and whether some are held over it. */
export function useDropping(onFiles: (dropped: readonly Dropped[]) => void) {
  const [over, setOver] = useState(false);
  const handlers = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      onFiles(droppedIn(event.dataTransfer));
    },
  };
  return { over, handlers };
}

function droppedIn(data: DataTransfer): readonly Dropped[] {
  return [...data.items].flatMap((item) => {
    const file = item.kind === "file" ? item.getAsFile() : null;
    return file === null ? [] : [{ file, handle: handleOf(item) }];
  });
}
