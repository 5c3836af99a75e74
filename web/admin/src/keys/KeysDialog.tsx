import { Group, Kbd, Modal, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { capsOf } from "./press";

type Props = Readonly<{
  title: string;
  /** What a command does, and the chords that do it. */
  rows: readonly Readonly<{ words: string; chords: readonly string[] }>[];
  onClose: () => void;
}>;

/** Every key of a page. */
export function KeysDialog({ title, rows, onClose }: Props) {
  const { t } = useTranslation("shell");
  return (
    <Modal opened onClose={onClose} title={title} size="lg" closeButtonProps={{ "aria-label": t("close") }}>
      <Table fz="sm" verticalSpacing={4} withRowBorders={false}>
        <Table.Tbody>
          {rows.map(({ words, chords }) => (
            <Table.Tr key={words}>
              <Table.Td>{words}</Table.Td>
              <Table.Td>
                <Group gap={8} justify="flex-end" wrap="nowrap">
                  {chords.map((chord) => (
                    <Chord key={chord} chord={chord} />
                  ))}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}

/** The caps of a chord beside each other. */
export function Chord({ chord }: Readonly<{ chord: string }>) {
  return (
    <Group gap={2} wrap="nowrap" component="span">
      {capsOf(chord).map((cap) => (
        <Kbd key={cap} size="sm">
          {cap}
        </Kbd>
      ))}
    </Group>
  );
}
