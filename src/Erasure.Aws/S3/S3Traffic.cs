namespace Erasure.Aws.S3;

/// <summary>Bytes that a store has moved since it was made.</summary>
public sealed class S3Traffic
{
    private long downloaded;
    private long uploaded;
    private long copied;

    /// <summary>Bytes of objects that came over the wire.</summary>
    public long BytesDownloaded => Interlocked.Read(ref downloaded);

    /// <summary>Bytes of objects that went over the wire.</summary>
    public long BytesUploaded => Interlocked.Read(ref uploaded);

    /// <summary>Bytes that the server copied by itself.</summary>
    public long BytesCopied => Interlocked.Read(ref copied);

    internal void Downloaded(long bytes) => Interlocked.Add(ref downloaded, bytes);

    internal void Uploaded(long bytes) => Interlocked.Add(ref uploaded, bytes);

    internal void Copied(long bytes) => Interlocked.Add(ref copied, bytes);
}
