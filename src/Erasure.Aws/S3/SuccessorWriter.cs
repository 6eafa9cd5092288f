using System.Buffers;
using System.Collections.Concurrent;
using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Aws.S3.Parts;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Aws.S3;

/// <summary>Executes a rewrite plan: one put, or a multipart upload whose long copies the server makes itself.</summary>
internal sealed class SuccessorWriter(S3Gateway gateway, S3StoreOptions options, S3Capabilities capabilities, S3Traffic traffic, S3OpenObject source, KeptAttributes attributes)
{
    /// <summary>Asked, where that took long, before the successor is put in place without a condition; null where there is one.</summary>
    public Func<CancellationToken, Task<bool>>? IsStillCurrentAsync { get; init; }

    private string? Condition(bool honoured) => honoured ? capabilities.IfMatch(source.Info.Version) : null;

    /// <summary>Writes the successor. Where the endpoint honours the condition, it takes the source's place only if that is still what was read.</summary>
    /// <exception cref="S3Exception">Among others, that the source has changed.</exception>
    /// <exception cref="SourceChangedException">The source has changed.</exception>
    /// <exception cref="RefusedException">The plan's check refuses the successor, or other bytes arrived than were sent.</exception>
    public async Task<WrittenObject> WriteAsync(RewritePlan rewrite, CancellationToken cancellationToken)
    {
        using WitnessedPlan plan = new(rewrite, source, options.SpoolMemory);
        await using IAsyncEnumerator<Part> parts = PartsAsync(plan, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await parts.MoveNextAsync();
        Part first = parts.Current;
        bool more = await parts.MoveNextAsync();
        return first is Part.Upload only && !more ? await PutAsync(plan, only, cancellationToken) : await UploadAsync(plan, first, more, parts, cancellationToken);
    }

    private async IAsyncEnumerable<Part> PartsAsync(WitnessedPlan plan, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var planner = new PartPlanner(plan.SourceLength <= options.SinglePut ? PartLimits.Whole : new(), plan.SourceLength);
        await foreach (Segment segment in plan.SegmentsAsync(cancellationToken))
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

    /// <summary>The last thing before the successor takes the source's place.</summary>
    private async Task CheckAsync(WitnessedPlan plan, CancellationToken cancellationToken)
    {
        await plan.CheckAsync(cancellationToken);
        if (IsStillCurrentAsync is { } ask && !await ask(cancellationToken))
        {
            throw new SourceChangedException();
        }
    }

    private async Task<WrittenObject> PutAsync(WitnessedPlan plan, Part.Upload part, CancellationToken cancellationToken)
    {
        await CheckAsync(plan, cancellationToken);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)part.Length);
        try
        {
            byte[] digest = await FillAsync(part, buffer, cancellationToken);
            PutObjectRequest request = attributes.ToPut(gateway, source.FullKey);
            request.InputStream = new MemoryStream(buffer, 0, (int)part.Length, writable: false);
            request.AutoCloseStream = false;
            request.UseChunkEncoding = options.Endpoint is null;
            request.IfMatch = Condition(capabilities.Put);
            request.MD5Digest = ContentMd5(digest);
            WrittenObject written = await PutInPlaceAsync(
                async () =>
                {
                    PutObjectResponse answer = await gateway.CallAsync("PutObject", client => client.PutObjectAsync(request, cancellationToken), cancellationToken);
                    return new(answer.ETag, answer.VersionId, part.Length);
                },
                ArrivedBytes.ETagOf(digest),
                part.Length,
                cancellationToken);
            traffic.Uploaded(part.Length);
            return written;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    // The SDK sends a request again whose answer was lost, and the second one then finds the successor that the first one has put there. Bytes tell whose it is, where ETags are made of them.
    private async Task<WrittenObject> PutInPlaceAsync(Func<Task<WrittenObject>> put, string? etag, long length, CancellationToken cancellationToken)
    {
        try
        {
            return await put();
        }
        catch (S3Exception failure) when (failure.IsChanged)
        {
            if (await gateway.HeadAsync(source.FullKey, null, cancellationToken) is not { } now)
            {
                throw;
            }

            if (now.ETag.Trim('"') == etag)
            {
                return new(now.ETag, now.VersionId, length);
            }

            bool tells = etag is not null
                && capabilities.DigestETags
                && (now.ServerSideEncryptionMethod is null || now.ServerSideEncryptionMethod == ServerSideEncryptionMethod.None || now.ServerSideEncryptionMethod == ServerSideEncryptionMethod.AES256);
            throw tells ? new SourceChangedException(failure) : new UncertainReplaceException(failure);
        }
    }

    private async Task<WrittenObject> UploadAsync(WitnessedPlan plan, Part first, bool more, IAsyncEnumerator<Part> parts, CancellationToken cancellationToken)
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
            await CheckAsync(plan, cancellationToken);
            CompleteMultipartUploadRequest end = new()
            {
                BucketName = gateway.Bucket,
                Key = source.FullKey,
                UploadId = upload,
                PartETags = [.. done.OrderBy(static part => part.PartNumber)],
                RequestPayer = gateway.Payer,
                IfMatch = Condition(capabilities.Complete),
            };
            WrittenObject written = await PutInPlaceAsync(
                async () =>
                {
                    CompleteMultipartUploadResponse answer = await gateway.CallAsync(
                        "CompleteMultipartUpload", client => client.CompleteMultipartUploadAsync(end, cancellationToken), cancellationToken);
                    return new(answer.ETag, answer.VersionId, length);
                },
                ArrivedBytes.ETagOf([.. end.PartETags.Select(static sent => sent.ETag)]),
                length,
                cancellationToken);
            await TagAsync(written.VersionId);
            return written;
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
            byte[] digest = await FillAsync((Part.Upload)part, buffer, cancellationToken);
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
                MD5Digest = ContentMd5(digest),
            };
            UploadPartResponse answer = await gateway.CallAsync("UploadPart", client => client.UploadPartAsync(request, cancellationToken), cancellationToken);
            traffic.Uploaded(part.Length);
            CheckArrived(digest, answer.ETag, answer.ServerSideEncryptionMethod, number);
            return new(answer, copyChecksums: attributes.Checksum is not null) { PartNumber = number };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>What a server compares the body with. Of an object that has a checksum, that one is compared; the SDK sends one or the other.</summary>
    private string? ContentMd5(byte[] digest) => attributes.Checksum is null ? Convert.ToBase64String(digest) : null;

    private void CheckArrived(byte[] digest, string? etag, ServerSideEncryptionMethod? encryption, int part)
    {
        if (capabilities.DigestETags)
        {
            ArrivedBytes.Check(digest, etag, encryption, part);
        }
    }

    /// <returns>The digest of the bytes.</returns>
    private async Task<byte[]> FillAsync(Part.Upload part, byte[] buffer, CancellationToken cancellationToken)
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

        return ArrivedBytes.Digest(buffer.AsSpan(0, at));
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
