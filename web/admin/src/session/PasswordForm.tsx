import { ProblemError } from "@eightcount/api";
import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useInterval } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { secondsToWait } from "./lockout";
import { useSignIn } from "./session";

type Props = Readonly<{ login?: string }>;

/** Login and password. What was refused is told, the login stays, and a lock counts down until it opens. */
export function PasswordForm({ login = "" }: Props) {
  const { t } = useTranslation("session");
  const signIn = useSignIn();
  const waitS = useCountdown(signIn.error);
  const password = useRef<HTMLInputElement>(null);
  const form = useForm({ initialValues: { login, password: "" } });
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const refused = () => {
    form.setFieldValue("password", "");
    password.current?.focus();
  };
  return (
    <form onSubmit={form.onSubmit((given) => signIn.mutate(given, { onError: refused }))}>
      <Stack>
        {signIn.error !== null && <Refused error={signIn.error} waitS={waitS} />}
        <TextInput
          ref={login === "" ? first : null}
          label={t("login")}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          {...form.getInputProps("login")}
        />
        <PasswordInput
          ref={password}
          label={t("password")}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus={login !== ""}
          visibilityToggleButtonProps={{ "aria-label": t("shell:showPassword"), tabIndex: 0 }}
          {...form.getInputProps("password")}
        />
        <Button type="submit" loading={signIn.isPending} disabled={waitS > 0}>
          {waitS > 0 ? t("waits", { seconds: waitS }) : t("signIn")}
        </Button>
      </Stack>
    </form>
  );
}

function Refused({ error, waitS }: Readonly<{ error: Error; waitS: number }>) {
  const { t } = useTranslation("session");
  if (!(error instanceof ProblemError)) {
    return (
      <Alert color="red" role="alert">
        {t("shell:unreachable")}
      </Alert>
    );
  }
  if (error.status === 429) {
    return (
      <Alert color={waitS > 0 ? "orange" : "green"} role="alert">
        {t(waitS > 0 ? "locked" : "unlocked")}
      </Alert>
    );
  }
  const isWrong = error.code === "sign-in-failed";
  return (
    <Alert color="red" role="alert">
      {isWrong ? t("wrong") : error.sentence}
    </Alert>
  );
}

/** Seconds until the lock that the error tells of opens; 0 where there is none. */
function useCountdown(error: Error | null): number {
  const [waitS, setWaitS] = useState(0);
  const opensMs = useRef(0);
  const clock = useInterval(() => setWaitS(secondsToWait(opensMs.current, Date.now())), 500);
  const { start, stop } = clock;
  useEffect(() => {
    const retryS = error instanceof ProblemError ? Number(error.facts.retry_after_s ?? 0) : 0;
    opensMs.current = Date.now() + retryS * 1000;
    setWaitS(secondsToWait(opensMs.current, Date.now()));
    if (retryS > 0) start();
    return stop;
  }, [error, start, stop]);
  return waitS;
}
