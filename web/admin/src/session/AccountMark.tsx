import { Avatar } from "@mantine/core";
import type { Session } from "./session";

/** Who is signed in, as a picture; their name is told by what stands around it. */
export function AccountMark({ account }: Readonly<{ account: Session["account"] }>) {
  return <Avatar name={account.name} color="initials" radius="xl" size={32} aria-hidden />;
}
