using System.Text;

namespace Erasure.Host.CommandLine;

/// <summary>Standard error, on which no command depends: what can't be written, such as to a file on a full disk, is dropped, and the exit code stays what it was.</summary>
internal sealed class StandardError(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // Nowhere is left to tell it.
        }
    }
}
