import { Modal, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Keys } from "./ActionTip";
import { useActionWords } from "./actionWords";
import { change } from "./cell";
import { useEditor, useEditorState } from "./context";
import type { Group } from "./core/actions/action";
import { ACTIONS } from "./core/actions/table";

const GROUPS: readonly Group[] = ["play", "mark", "move", "shape", "machine", "look", "listen", "file"];

/** Every action and its keys, from the one table. */
export function KeysDialog() {
  const { t } = useTranslation(["beats", "editor"]);
  const { state } = useEditor();
  const open = useEditorState(({ dialog }) => dialog === "keys");
  return (
    <Modal
      opened={open}
      onClose={() => change(state, { dialog: null })}
      title={t("beats:keys")}
      size="xl"
      closeButtonProps={{ "aria-label": t("shell:close") }}
    >
      <div className="editor-keys">
        {GROUPS.map((group) => (
          <section key={group}>
            <Text component="h3" fw={650} size="sm" mb={4}>
              {t(`editor:actionGroups.${group}`)}
            </Text>
            <GroupKeys group={group} />
          </section>
        ))}
      </div>
    </Modal>
  );
}

function GroupKeys({ group }: Readonly<{ group: Group }>) {
  const { desk } = useEditor();
  const words = useActionWords();
  return (
    <Table fz="sm" verticalSpacing={3} horizontalSpacing={4} withRowBorders={false}>
      <Table.Tbody>
        {ACTIONS.filter((action) => action.group === group).map((action) => (
          <Table.Tr key={action.name}>
            <Table.Td>{words(action.name, action.params(desk()))}</Table.Td>
            <Table.Td className="editor-key-caps">
              {action.keys.map((chord) => (
                <Keys key={chord} chord={chord} />
              ))}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
