using System.Buffers;
using System.Collections.Concurrent;
using Amazon.S3.Model;
using Erasure.Aws.S3.Parts;
using Erasure.Parquet;

namespace Erasure.Aws.S3;

/// <summary>Executes a rewrite plan: one put, or a multipart upload whose long copies the server makes itself.</summary>
internal sealed class SuccessorWriter(S3Gateway gateway, S3StoreOptions options, S3Capabilities capabilities, S3Traffic traffic, S3OpenObject source, KeptAttributes attributes)
{
    /// <summary>Asked before an upload that took long is completed without a condition; null where there is one.</summary>
    public Func<CancellationToken, Task<bool>>? IsStillCurrentAsync { get; init; }

    private string? Condition(bool honoured) => honoured ? capabilities.IfMatch(source.Info.Version) : null;

    /// <summary>Writes the successor. Where the endpoint honours the condition, it takes the source's place only if that is still what was read.</summary>
    /// <exception cref="S3Exception">Among others, that the source has changed.</exception>
    /// <exception cref="SourceChangedException">The source has changed.</exception>
    public async Task<WrittenObject> WriteAsync(RewritePlan plan, CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<Part> parts = PartsAsync(plan, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await parts.MoveNextAsync();
        Part first = parts.Current;
        bool more = await parts.MoveNextAsync();
        return first is Part.Upload only && !more ? await PutAsync(only, cancellationToken) : await UploadAsync(first, more, parts, cancellationToken);
    }

    private async IAsyncEnumerable<Part> PartsAsync(RewritePlan plan, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var planner = new PartPlanner(plan.SourceLength <= options.SinglePut ? PartLimits.Whole : new(), plan.SourceLength);
        await foreach (Segment segment in plan.Segments.WithCancellation(cancellationToken))
        {
            foreach (Part part in planner.Add(segment))
            {
                yield return part;
            }
        }

        foreach (Part part in planner.Complete())
        {
            yield return part;
        }
    }

    private async Task<WrittenObject> PutAsync(Part.Upload part, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)part.Length);
        try
        {
            await FillAsync(part, buffer, cancellationToken);
            PutObjectRequest request = attributes.ToPut(gateway, source.FullKey);
            request.InputStream = new MemoryStream(buffer, 0, (int)part.Length, writable: false);
            request.AutoCloseStream = false;
            request.UseChunkEncoding = options.Endpoint is null;
            request.IfMatch = Condition(capabilities.Put);
            PutObjectResponse answer = await gateway.CallAsync("PutObject", client => client.PutObjectAsync(request, cancellationToken), cancellationToken);
            traffic.Uploaded(part.Length);
            return new(answer.ETag, answer.VersionId, part.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private async Task<WrittenObject> UploadAsync(Part first, bool more, IAsyncEnumerator<Part> parts, CancellationToken cancellationToken)
    {
        InitiateMultipartUploadRequest begin = attributes.ToMultipart(gateway, source.FullKey);
        string upload = (await gateway.CallAsync("CreateMultipartUpload", client => client.InitiateMultipartUploadAsync(begin, cancellationToken), cancellationToken)).UploadId;
        try
        {
            var done = new ConcurrentBag<PartETag>();
            long length = 0;
            await Parallel.ForEachAsync(
                Numbered(),
                new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = cancellationToken },
                async (next, stop) =>
                {
                    Interlocked.Add(ref length, next.Part.Length);
                    done.Add(await SendAsync(upload, next.Number, next.Part, stop));
                });
            if (IsStillCurrentAsync is { } ask && !await ask(cancellationToken))
            {
                throw new SourceChangedException();
            }

            CompleteMultipartUploadRequest end = new()
            {
                BucketName = gateway.Bucket,
                Key = source.FullKey,
                UploadId = upload,
                PartETags = [.. done.OrderBy(static part => part.PartNumber)],
                RequestPayer = gateway.Payer,
                IfMatch = Condition(capabilities.Complete),
            };
            CompleteMultipartUploadResponse answer = await gateway.CallAsync(
                "CompleteMultipartUpload", client => client.CompleteMultipartUploadAsync(end, cancellationToken), cancellationToken);
            await TagAsync(answer.VersionId);
            return new(answer.ETag, answer.VersionId, length);
        }
        catch
        {
            await AbortAsync(upload);
            throw;
        }

        async IAsyncEnumerable<(int Number, Part Part)> Numbered()
        {
            int number = 1;
            yield return (number, first);
            while (more)
            {
                if (++number > PartLimits.MostParts)
                {
                    throw new RefusedException(RefusalCode.TooLarge, $"The successor would need more than {PartLimits.MostParts} parts.");
                }

                yield return (number, parts.Current);
                more = await parts.MoveNextAsync();
            }
        }
    }

    private async Task<PartETag> SendAsync(string upload, int number, Part part, CancellationToken cancellationToken)
    {
        if (part is Part.Copy copy)
        {
            CopyPartRequest request = new()
            {
                SourceBucket = gateway.Bucket,
                SourceKey = capabilities.CopySourceKey(source.FullKey),
                SourceVersionId = source.Info.VersionId,
                ETagToMatch = [source.Info.Version],
                FirstByte = copy.Offset,
                LastByte = copy.Offset + copy.Count - 1,
                DestinationBucket = gateway.Bucket,
                DestinationKey = source.FullKey,
                UploadId = upload,
                PartNumber = number,
                RequestPayer = gateway.Payer,
            };
            CopyPartResponse answer = await gateway.CallAsync("UploadPartCopy", client => client.CopyPartAsync(request, cancellationToken), cancellationToken);
            traffic.Copied(copy.Count);
            return new(answer, copyChecksums: attributes.Checksum is not null) { PartNumber = number };
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)part.Length);
        try
        {
            await FillAsync((Part.Upload)part, buffer, cancellationToken);
            UploadPartRequest request = new()
            {
                BucketName = gateway.Bucket,
                Key = source.FullKey,
                UploadId = upload,
                PartNumber = number,
                PartSize = part.Length,
                InputStream = new MemoryStream(buffer, 0, (int)part.Length, writable: false),
                ChecksumAlgorithm = attributes.Checksum,
                UseChunkEncoding = options.Endpoint is null,
                RequestPayer = gateway.Payer,
            };
            UploadPartResponse answer = await gateway.CallAsync("UploadPart", client => client.UploadPartAsync(request, cancellationToken), cancellationToken);
            traffic.Uploaded(part.Length);
            return new(answer, copyChecksums: attributes.Checksum is not null) { PartNumber = number };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private async Task FillAsync(Part.Upload part, byte[] buffer, CancellationToken cancellationToken)
    {
        int at = 0;
        foreach (Segment piece in part.Pieces)
        {
            Memory<byte> place = buffer.AsMemory(at, (int)piece.Length);
            if (piece is Segment.Copy range)
            {
                await source.ReadAsync(range.Offset, place, cancellationToken);
            }
            else
            {
                ((Segment.Write)piece).Bytes.CopyTo(place);
            }

            at += place.Length;
        }
    }

    /// <summary>Ceph takes no tags with a multipart upload, so they come after it.</summary>
    private async Task TagAsync(string? versionId)
    {
        if (options.Endpoint is null || attributes.Tags.Count == 0)
        {
            return;
        }

        PutObjectTaggingRequest request = new() { BucketName = gateway.Bucket, Key = source.FullKey, VersionId = versionId, Tagging = new() { TagSet = attributes.Tags } };
        await gateway.CallAsync("PutObjectTagging", client => client.PutObjectTaggingAsync(request, CancellationToken.None), CancellationToken.None);
    }

    private async Task AbortAsync(string upload)
    {
        try
        {
            await gateway.CallAsync(
                "AbortMultipartUpload",
                client => client.AbortMultipartUploadAsync(new() { BucketName = gateway.Bucket, Key = source.FullKey, UploadId = upload, RequestPayer = gateway.Payer }, CancellationToken.None),
                CancellationToken.None);
        }
        catch (S3Exception)
        {
            // What broke the upload is told; a lifecycle rule removes what is left of it (docs/s3.md).
        }
    }
}

/// <summary>What a write left in the store.</summary>
internal sealed record WrittenObject(string ETag, string? VersionId, long Length);
