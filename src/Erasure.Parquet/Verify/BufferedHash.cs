using System.Security.Cryptography;
using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Verify;

/// <summary>SHA-256 over many small pieces: each call into it costs more than most values have bytes.</summary>
internal sealed class BufferedHash : IDisposable
{
    private const int Room = 64 * 1024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ByteBuffer pending = new();

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= Room)
        {
            Flush();
            hash.AppendData(bytes);
            return;
        }

        pending.Append(bytes);
        if (pending.Length >= Room)
        {
            Flush();
        }
    }

    public byte[] Finish()
    {
        Flush();
        return hash.GetHashAndReset();
    }

    public void Dispose()
    {
        hash.Dispose();
        pending.Dispose();
    }

    private void Flush()
    {
        hash.AppendData(pending.Span);
        pending.Clear();
    }
}
