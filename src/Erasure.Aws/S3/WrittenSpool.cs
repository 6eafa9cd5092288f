using System.Security.Cryptography;
using Erasure.Parquet;

namespace Erasure.Aws.S3;

/// <summary>Keeps the bytes that a plan writes until its successor is checked: in memory, and what is more than that in a file without a name.</summary>
/// <remarks>
/// These are rows of other people. The file is unlinked as soon as it is open (on Windows it goes when it is closed), its owner's alone,
/// and holds blocks encrypted under a key that is in this object only. Written by one thread, and read by many once nothing more is written.
/// </remarks>
internal sealed class WrittenSpool(long memory) : IByteSource, IDisposable
{
    private const int Block = 64 << 10;
    private const int TagLength = 16;

    private readonly List<byte[]> held = [];
    private readonly byte[] last = new byte[Block];
    private readonly Lock turn = new();
    private AesGcm? cipher;
    private FileStream? file;

    /// <inheritdoc/>
    public long Length { get; private set; }

    /// <summary>Bytes that lie in the file.</summary>
    public long BytesOnDisk { get; private set; }

    /// <summary>Adds bytes.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int at = (int)(Length % Block);
            int count = Math.Min(bytes.Length, Block - at);
            bytes[..count].CopyTo(last.AsSpan(at));
            bytes = bytes[count..];
            Length += count;
            if (Length % Block == 0)
            {
                CloseBlock();
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (offset < 0 || offset + destination.Length > Length)
        {
            throw new EndOfStreamException($"The written bytes end at {Length}.");
        }

        Span<byte> rest = destination.Span;
        while (!rest.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int at = (int)(offset % Block);
            int count = Math.Min(rest.Length, Block - at);
            ReadBlock(offset / Block, at, rest[..count]);
            rest = rest[count..];
            offset += count;
        }

        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        file?.Dispose();
        cipher?.Dispose();
        held.ForEach(static block => CryptographicOperations.ZeroMemory(block));
        CryptographicOperations.ZeroMemory(last);
    }

    private void CloseBlock()
    {
        if ((held.Count + 1L) * Block <= memory)
        {
            held.Add(last.ToArray());
            return;
        }

        if (file is null)
        {
            Open();
        }

        byte[] sealedBlock = new byte[Block + TagLength];
        cipher!.Encrypt(Nonce(BytesOnDisk / Block), last, sealedBlock.AsSpan(0, Block), sealedBlock.AsSpan(Block));
        RandomAccess.Write(file!.SafeFileHandle, sealedBlock, BytesOnDisk / Block * (Block + TagLength));
        BytesOnDisk += Block;
    }

    private void ReadBlock(long number, int at, Span<byte> destination)
    {
        if (number < held.Count)
        {
            held[(int)number].AsSpan(at, destination.Length).CopyTo(destination);
        }
        else if (number == Length / Block)
        {
            last.AsSpan(at, destination.Length).CopyTo(destination);
        }
        else
        {
            ReadFile(number - held.Count, at, destination);
        }
    }

    private void ReadFile(long number, int at, Span<byte> destination)
    {
        byte[] block = new byte[Block + TagLength];
        for (int read = 0; read < block.Length;)
        {
            int more = RandomAccess.Read(file!.SafeFileHandle, block.AsSpan(read), (number * block.Length) + read);
            read += more > 0 ? more : throw new EndOfStreamException("The spool of written bytes ends early.");
        }

        byte[] plain = new byte[Block];
        lock (turn)
        {
            cipher!.Decrypt(Nonce(number), block.AsSpan(0, Block), block.AsSpan(Block), plain);
        }

        plain.AsSpan(at, destination.Length).CopyTo(destination);
        CryptographicOperations.ZeroMemory(plain);
    }

    // The key seals one spool, and each of its blocks once.
    private static byte[] Nonce(long number)
    {
        byte[] nonce = new byte[12];
        BitConverter.TryWriteBytes(nonce, number);
        return nonce;
    }

    private void Open()
    {
        Span<byte> key = stackalloc byte[32];
        RandomNumberGenerator.Fill(key);
        cipher = new AesGcm(key, TagLength);
        CryptographicOperations.ZeroMemory(key);
        string path = Path.Combine(Path.GetTempPath(), $"erasure-{Guid.NewGuid():n}");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 0, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }
    }
}
