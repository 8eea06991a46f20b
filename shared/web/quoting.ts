// Text as a literal of a language, so that what is pasted means exactly what the page means.

// POSIX shells: single quotes, and each single quote inside as '\''. Bare where every shell takes it as it stands.
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

// Double quotes with escapes that JavaScript, Python, Go, Java and C# read alike.
export function doubleQuoted(text: string): string {
  return JSON.stringify(text);
}

// PHP, and Ruby: single quotes, where only the quote and the backslash are special.
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

// PowerShell: single quotes, and each single quote inside twice.
export function powerShellQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
