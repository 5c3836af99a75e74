import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Announcer } from "./Announcer";
import { CalibrationDialog } from "./CalibrationDialog";
import { useEditor, useEditorState } from "./context";
import { FilesDialog } from "./FilesDialog";
import { Hold } from "./Hold";
import { KeysDialog } from "./KeysDialog";
import { listenToKeys } from "./keys";
import { Panels } from "./Panels";
import { PartRows } from "./PartRows";
import { TimelinePane } from "./TimelinePane";
import { Toolbar } from "./Toolbar";
import { VideoPane } from "./VideoPane";

/** The editor's parts on the page. */
export function Workbench() {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const readOnly = useEditorState((state) => state.readOnly);
  useEffect(() => listenToKeys(editor), [editor]);
  return (
    <section className="editor" aria-label={t("title")} data-read-only={readOnly}>
      <Hold />
      <Toolbar />
      <TimelinePane />
      <Announcer />
      <div className="editor-below">
        <VideoPane />
        <PartRows />
        <Panels />
      </div>
      <KeysDialog />
      <CalibrationDialog />
      <FilesDialog />
    </section>
  );
}
