namespace Erasure.Aws.S3;

/// <summary>Bytes that a store has moved since it was made.</summary>
public sealed class S3Traffic
{
    private long downloaded;
    private long uploaded;
    private long copied;
    private long checkedBytes;
    private long checkReads;

    /// <summary>Bytes of objects that came over the wire.</summary>
    public long BytesDownloaded => Interlocked.Read(ref downloaded);

    /// <summary>Bytes of objects that went over the wire.</summary>
    public long BytesUploaded => Interlocked.Read(ref uploaded);

    /// <summary>Bytes that the server copied by itself.</summary>
    public long BytesCopied => Interlocked.Read(ref copied);

    /// <summary>Bytes of originals that came over the wire again so that successors could be checked; not among <see cref="BytesDownloaded"/>.</summary>
    public long BytesChecked => Interlocked.Read(ref checkedBytes);

    /// <summary>Requests that they came in.</summary>
    public long CheckReads => Interlocked.Read(ref checkReads);

    internal void Downloaded(long bytes) => Interlocked.Add(ref downloaded, bytes);

    internal void Uploaded(long bytes) => Interlocked.Add(ref uploaded, bytes);

    internal void Copied(long bytes) => Interlocked.Add(ref copied, bytes);

    /// <summary>Counts one request.</summary>
    internal void Checked(long bytes)
    {
        Interlocked.Add(ref checkedBytes, bytes);
        Interlocked.Increment(ref checkReads);
    }
}
