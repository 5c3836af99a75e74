import { Alert, Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSentence } from "../app/useSentence";

type Making = Readonly<{
  mutate: (name: string) => void;
  isPending: boolean;
  error: Error | null;
}>;
type Props = Readonly<{ title: string; label: string; making: Making }>;

/** Makes a row of its name alone; the rest is filled in on its page. */
export function MakeButton({ title, label, making }: Props) {
  const { t } = useTranslation("catalogue");
  const sentence = useSentence();
  const [opened, { open, close }] = useDisclosure(false);
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") making.mutate(name.trim());
  };
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
        {title}
      </Button>
      <Modal opened={opened} onClose={close} title={title} centered>
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              data-autofocus
              label={label}
              required
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            {making.error && (
              <Alert color="red" role="alert">
                {sentence(making.error)}
              </Alert>
            )}
            <Group justify="end">
              <Button variant="default" onClick={close}>
                {t("cancel")}
              </Button>
              <Button type="submit" loading={making.isPending} disabled={name.trim() === ""}>
                {t("make")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
