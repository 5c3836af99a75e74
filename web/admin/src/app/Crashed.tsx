import { UnreachableError } from "@eightcount/api";
import { Alert, Button, Center, Stack, Text } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

type Props = Readonly<{ children: ReactNode }>;
type State = Readonly<{ error: Error | null }>;

/** The last net under the pages: what broke is told, and the way back is one button. */
export class Crashed extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? this.props.children : <Told error={error} />;
  }
}

function Told({ error }: Readonly<{ error: Error }>) {
  const { t } = useTranslation("shell");
  return (
    <Center mih="60vh" p="md">
      <Alert color="red" maw="40rem" role="alert">
        <Stack align="start">
          <Text>{t(error instanceof UnreachableError ? "unreachable" : "crashed")}</Text>
          <Text size="xs" c="dimmed">
            {error.message}
          </Text>
          <Button onClick={() => window.location.reload()}>{t("reload")}</Button>
        </Stack>
      </Alert>
    </Center>
  );
}
