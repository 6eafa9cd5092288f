using System.Text;

namespace Erasure.Host.Tests.Cli;

/// <summary>A file on a disk that is full.</summary>
internal sealed class FullWriter : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => throw new IOException("No space left on device");
}
