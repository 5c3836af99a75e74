/** Where to go on after signing in: a page of the admin itself, whatever the address says. Pure. */
export function withinAdmin(next: string | null): string {
  const isOurs = next !== null && /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-in");
  return isOurs ? next : "/";
}
