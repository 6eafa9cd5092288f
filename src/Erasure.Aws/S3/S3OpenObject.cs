using Amazon.S3.Model;
using Erasure.Core.Objects;

namespace Erasure.Aws.S3;

/// <summary>An object that is read in ranges, each pinned to the version and the ETag that were opened. Holds no connection.</summary>
internal sealed class S3OpenObject(S3Gateway gateway, S3StoreOptions options, S3Traffic traffic, TimeProvider time, string fullKey, ObjectInfo info, GetObjectMetadataResponse head) : IOpenObject
{
    /// <inheritdoc/>
    public ObjectInfo Info => info;

    /// <inheritdoc/>
    public long Length => info.Length;

    /// <summary>The key in the bucket.</summary>
    public string FullKey => fullKey;

    /// <summary>What S3 said of it.</summary>
    public GetObjectMetadataResponse Head => head;

    /// <summary>The object as a check of its successor reads it.</summary>
    public CheckedSource ForCheck() => new(this, options.SinglePut);

    /// <inheritdoc/>
    /// <exception cref="HinderedException">It is archived.</exception>
    public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken) => ReadAsync(offset, destination, isCheck: false, cancellationToken);

    /// <inheritdoc cref="ReadAsync(long, Memory{byte}, CancellationToken)"/>
    public async ValueTask ReadAsync(long offset, Memory<byte> destination, bool isCheck, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (offset + destination.Length > Length)
        {
            throw new EndOfStreamException($"The object ends at byte {Length}, and bytes {offset} to {offset + destination.Length} were asked for.");
        }

        if (destination.Length <= options.ReadLength)
        {
            await ReadRangeAsync(offset, destination, isCheck, cancellationToken);
            return;
        }

        IEnumerable<int> starts = Enumerable.Range(0, (destination.Length + options.ReadLength - 1) / options.ReadLength).Select(i => i * options.ReadLength);
        await Parallel.ForEachAsync(
            starts,
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = cancellationToken },
            async (start, stop) => await ReadRangeAsync(offset + start, destination[start..Math.Min(start + options.ReadLength, destination.Length)], isCheck, stop));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task ReadRangeAsync(long offset, Memory<byte> destination, bool isCheck, CancellationToken cancellationToken)
    {
        for (int attempt = 0; !destination.IsEmpty; attempt++)
        {
            int read = 0;
            try
            {
                using GetObjectResponse answer = await GetAsync(offset, destination.Length, cancellationToken);
                while (read < destination.Length)
                {
                    int more = await answer.ResponseStream.ReadAsync(destination[read..], cancellationToken);
                    if (more == 0)
                    {
                        throw new EndOfStreamException($"S3 sent {read} bytes of {destination.Length}.");
                    }

                    read += more;
                }
            }
            catch (Exception failure) when (attempt < options.Retries && failure is HttpRequestException or (IOException and not StoreException and not SourceChangedException))
            {
                // The SDK repeats requests, but not the reading of a body that breaks off.
                await Task.Delay(options.RetryPause * (1 << attempt), time, cancellationToken);
            }

            Count(read, isCheck);
            destination = destination[read..];
            offset += read;
        }
    }

    private void Count(int read, bool isCheck)
    {
        if (isCheck)
        {
            traffic.Checked(read);
        }
        else
        {
            traffic.Downloaded(read);
        }
    }

    private async Task<GetObjectResponse> GetAsync(long offset, int count, CancellationToken cancellationToken)
    {
        AskedRange range = new(offset, count);
        GetObjectRequest request = new()
        {
            BucketName = gateway.Bucket,
            Key = fullKey,
            VersionId = info.VersionId,
            EtagToMatch = info.Version,
            ByteRange = range.Header,
            RequestPayer = gateway.Payer,
        };
        try
        {
            GetObjectResponse answer = await gateway.CallAsync("GetObject", client => client.GetObjectAsync(request, cancellationToken), cancellationToken);
            return Held(answer, range);
        }
        catch (S3Exception failure) when (failure.IsChanged || failure.IsMissing)
        {
            throw new SourceChangedException(failure);
        }
        catch (S3Exception failure) when (failure.IsArchived)
        {
            throw new HinderedException(new Hindrance.Archived(false));
        }
    }

    /// <summary>The answer, if it holds what was asked for: a condition or a range that nobody honoured is found by what came.</summary>
    private GetObjectResponse Held(GetObjectResponse answer, AskedRange range)
    {
        try
        {
            range.Require(answer, Length, gateway.Bucket);
            return answer.ETag?.Trim('"') == info.Version.Trim('"') ? answer : throw new SourceChangedException();
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
