import { ProblemError } from "@eightcount/api";
import { Alert, Button, Group, Paper, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSentence } from "../app/useSentence";
import { useAccount } from "../session/session";

export type Field<Name extends string> = Readonly<{
  name: Name;
  label: string;
  hint?: string;
  long?: boolean;
  required?: boolean;
}>;

type Saving<Name extends string> = Readonly<{
  mutate: (edit: Readonly<{ etag: string; body: Partial<Record<Name, string>> }>, done: () => void) => void;
  reset: () => void;
  isPending: boolean;
  isSuccess: boolean;
  error: Error | null;
}>;

type Props<Name extends string> = Readonly<{
  fields: readonly Field<Name>[];
  read: Readonly<{ row: Readonly<Record<Name, string>>; etag: string }>;
  saving: Saving<Name>;
  /** Read the row again; gives its ETag. */
  readAgain: () => Promise<string>;
}>;

/** The lines of a row that people edit; saved upon what was read, so that nobody's edit is lost. */
export function RowForm<Name extends string>({ fields, read, saving, readAgain }: Props<Name>) {
  const { t } = useTranslation("catalogue");
  const may = useAccount().scopes.includes("author");
  const [draft, setDraft] = useState<Readonly<{ typed: Partial<Record<Name, string>>; etag: string }> | null>(
    null,
  );
  const shown = (name: Name) => draft?.typed[name] ?? read.row[name];
  const changed = fields.filter(({ name }) => shown(name) !== read.row[name]);
  const lacks = (field: Field<Name>) => field.required === true && shown(field.name).trim() === "";
  const type = (name: Name, value: string) =>
    setDraft((before) => ({
      typed: { ...before?.typed, [name]: value } as Partial<Record<Name, string>>,
      etag: before?.etag ?? read.etag,
    }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = Object.fromEntries(changed.map(({ name }) => [name, shown(name)]));
    if (changed.length === 0 || fields.some(lacks)) return;
    saving.mutate({ etag: draft?.etag ?? read.etag, body: body as Partial<Record<Name, string>> }, () =>
      setDraft(null),
    );
  };
  const upToDate = async () => {
    const etag = await readAgain();
    setDraft((before) => before && { ...before, etag });
    saving.reset();
  };
  return (
    <Paper withBorder p="md">
      <form onSubmit={submit} noValidate>
        <Stack>
          {fields.map((field) => {
            const props = {
              label: field.label,
              required: field.required ?? false,
              disabled: !may,
              value: shown(field.name),
              ...(field.hint !== undefined && { description: field.hint }),
            };
            const put = (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
              type(field.name, event.currentTarget.value);
            return field.long ? (
              <Textarea key={field.name} {...props} autosize minRows={3} maxRows={12} onChange={put} />
            ) : (
              <TextInput key={field.name} {...props} onChange={put} />
            );
          })}
          <Failed error={saving.error} onTheirs={() => void upToDate()} />
          {may && (
            <Group justify="end">
              {saving.isSuccess && draft === null && (
                <Text size="sm" c="green" role="status">
                  {t("saved")}
                </Text>
              )}
              <Button
                type="submit"
                disabled={changed.length === 0 || fields.some(lacks)}
                loading={saving.isPending}
              >
                {t("save")}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Paper>
  );
}

function Failed({ error, onTheirs }: Readonly<{ error: Error | null; onTheirs: () => void }>) {
  const { t } = useTranslation("catalogue");
  const sentence = useSentence();
  if (error === null) return null;
  if (error instanceof ProblemError && error.status === 412) {
    return (
      <Alert color="orange" role="alert">
        <Stack gap="xs" align="start">
          {t("stale")}
          <Button size="xs" variant="default" onClick={onTheirs}>
            {t("theirs")}
          </Button>
        </Stack>
      </Alert>
    );
  }
  return (
    <Alert color="red" role="alert">
      {sentence(error)}
    </Alert>
  );
}
