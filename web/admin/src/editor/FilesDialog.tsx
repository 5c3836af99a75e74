import { ProblemError } from "@eightcount/api";
import { Alert, Anchor, Button, FileButton, Modal, Stack, Table, Text } from "@mantine/core";
import { IconDownload, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { change } from "./cell";
import { useEditor, useEditorState } from "./context";
import { ACCEPTED, downloadUrl, FORMATS, readFile } from "./files";
import { isSaved } from "./saving";

/** Beats out to files of other programs, and in from them. */
export function FilesDialog() {
  const { t } = useTranslation(["beats", "shell"]);
  const { state } = useEditor();
  const open = useEditorState(({ dialog }) => dialog === "files");
  return (
    <Modal
      opened={open}
      onClose={() => change(state, { dialog: null })}
      title={t("files.title")}
      closeButtonProps={{ "aria-label": t("shell:close") }}
    >
      <Stack>
        <Exports />
        <Import />
      </Stack>
    </Modal>
  );
}

function Exports() {
  const { t } = useTranslation("beats");
  const { slug } = useEditor();
  const saved = useEditorState(isSaved);
  const empty = useEditorState((state) => state.base.revision === 0);
  if (empty) return <Text size="sm">{t("files.nothing")}</Text>;
  return (
    <section>
      <Text size="sm" c="dimmed">
        {t(saved ? "files.export" : "files.unsaved")}
      </Text>
      <Table fz="sm">
        <Table.Tbody>
          {FORMATS.map((format) => (
            <Table.Tr key={format}>
              <Table.Td>{t(`files.formats.${format}`)}</Table.Td>
              <Table.Td ta="right">
                <Anchor href={downloadUrl(slug, format)} download size="sm" className="editor-download">
                  <IconDownload size={16} aria-hidden />
                  {t("files.download", { format: t(`files.names.${format}`) })}
                </Anchor>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Import() {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const readOnly = useEditorState((state) => state.readOnly);
  const [fault, setFault] = useState<string | null>(null);
  const take = async (file: File | null) => {
    if (file === null) return;
    setFault(null);
    try {
      const read = await readFile(editor.slug, file);
      const { nextId, revision } = editor.desk().sketch;
      const marks = read.marks.map((mark) => ({ ...mark, id: mark.id + nextId }));
      const sketch = { ...read, marks, revision, nextId: read.nextId + nextId };
      editor.edit(sketch, "import", { count: marks.length });
      change(editor.state, { dialog: null });
    } catch (error) {
      setFault(error instanceof ProblemError ? error.sentence : t("files.unreachable"));
    }
  };
  return (
    <section>
      <Text size="sm" c="dimmed" mb="xs">
        {t("files.import")}
      </Text>
      {fault !== null && (
        <Alert color="red" role="alert" mb="xs">
          {fault}
        </Alert>
      )}
      <FileButton
        onChange={(file) => void take(file)}
        accept={ACCEPTED}
        inputProps={{ "aria-label": t("files.choose") }}
      >
        {(props) => (
          <Button {...props} variant="default" leftSection={<IconUpload size={16} />} disabled={readOnly}>
            {t("files.choose")}
          </Button>
        )}
      </FileButton>
    </section>
  );
}
