/** The codes that open an account once each: shown here and never again. */
export function RecoveryCodes({ codes }: { codes: string | undefined }) {
  return (
    <ul className="grid grid-cols-2 gap-2 font-mono text-lg">
      {(codes ?? '').split(' ').map((code) => (
        <li key={code}>{code}</li>
      ))}
    </ul>
  )
}
