import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Keys } from "./ActionTip";
import { useActionWords } from "./actionWords";
import { useEditor, useEditorState } from "./context";
import type { Group } from "./core/actions/action";
import { ACTIONS } from "./core/actions/table";

const GROUPS: readonly Group[] = ["mark", "move", "shape", "machine", "play", "listen", "look", "file"];

/** All actions by group, each with its key; what cannot be done now says why. */
export function ActionsMenu() {
  const { t } = useTranslation("beats");
  return (
    <Menu position="bottom-start" width={320} shadow="md" withinPortal>
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} />}>
          {t("actions")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className="editor-menu">
        <Items />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Made anew each time the menu opens, from the desk as it is then. */
function Items() {
  const { t } = useTranslation("editor");
  const editor = useEditor();
  const words = useActionWords();
  useEditorState((state) => state.history);
  const desk = editor.desk();
  return GROUPS.map((group) => (
    <div key={group}>
      <Menu.Label>{t(`actionGroups.${group}`)}</Menu.Label>
      {ACTIONS.filter((action) => action.group === group && action.modes.includes(desk.view.mode)).map(
        (action) => {
          const why = action.blocked(desk);
          return (
            <Menu.Item
              key={action.name}
              disabled={why !== null && action.name !== "confirmAll"}
              title={why === null ? undefined : t(`blocked.${why}`)}
              rightSection={<Keys chord={action.keys[0] ?? ""} />}
              onClick={() => editor.perform(action.name)}
            >
              {words(action.name, action.params(desk))}
            </Menu.Item>
          );
        },
      )}
    </div>
  ));
}
