using System.Buffers.Binary;
using Erasure.Parquet.Hashing;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>Decompresses zstd frames as they come, with a window of at most <see cref="MaxWindow"/>. Asynchronous reads only.</summary>
internal sealed class ZstdReadStream(Stream source) : ForwardStream
{
    /// <summary>The limit of zstd's own tools; longer windows need a flag there.</summary>
    public const int MaxWindow = 1 << 27;

    private readonly ZstdBlockDecoder blocks = new();
    private readonly XxHash64 hash = new();
    private readonly byte[] input = new byte[ZstdFrameHeader.MaxBlockLength + ZstdFrameHeader.MaxLength];
    private int inputStart;
    private int inputEnd;
    private byte[] output = [];
    private int outputStart;
    private int outputEnd;
    private ZstdFrameHeader frame;
    private long frameLength;
    private bool inFrame;

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        while (outputStart == outputEnd)
        {
            if (!inFrame && !await BeginFrameAsync(cancellationToken))
            {
                return 0;
            }

            if (inFrame)
            {
                await ReadBlockAsync(cancellationToken);
            }
        }

        int count = Math.Min(destination.Length, outputEnd - outputStart);
        output.AsSpan(outputStart, count).CopyTo(destination.Span);
        outputStart += count;
        return count;
    }

    /// <returns>False at the end of the source.</returns>
    private async ValueTask<bool> BeginFrameAsync(CancellationToken cancellationToken)
    {
        await BufferAsync(ZstdFrameHeader.MaxLength, cancellationToken);
        ReadOnlyMemory<byte> ahead = input.AsMemory(inputStart, inputEnd - inputStart);
        if (ahead.IsEmpty)
        {
            return false;
        }

        if (ZstdFrameHeader.IsSkippable(ahead.Span))
        {
            await SkipAsync(cancellationToken);
            return true;
        }

        if (!ZstdFrameHeader.TryRead(ahead.Span, out frame))
        {
            throw ZstdErrors.Truncated();
        }

        if (frame.WindowSize > MaxWindow)
        {
            throw new RefusedException(RefusalCode.TooLarge, $"zstd: a window of {frame.WindowSize} bytes; {MaxWindow} is the limit.");
        }

        inputStart += frame.HeaderLength;
        blocks.Reset();
        hash.Reset();
        (outputStart, outputEnd, frameLength, inFrame) = (0, 0, 0, true);

        // a quarter more than the window, so that sliding it costs little
        int room = (int)frame.WindowSize + Math.Max((int)frame.WindowSize / 4, 2 * ZstdFrameHeader.MaxBlockLength);
        if (output.Length < room)
        {
            output = new byte[room];
        }

        return true;
    }

    private async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        long rest = inputEnd - inputStart < 8 ? throw ZstdErrors.Truncated() : BinaryPrimitives.ReadUInt32LittleEndian(input.AsSpan(inputStart + 4)) + 8L;
        while (rest > 0)
        {
            await BufferAsync(1, cancellationToken);
            int count = (int)Math.Min(rest, inputEnd - inputStart);
            inputStart += count > 0 ? count : throw ZstdErrors.Truncated();
            rest -= count;
        }
    }

    private async ValueTask ReadBlockAsync(CancellationToken cancellationToken)
    {
        ZstdBlockHeader block = ZstdBlockHeader.Read((await TakeAsync(ZstdBlockDecoder.HeaderLength, cancellationToken)).Span);
        ReadOnlyMemory<byte> body = await TakeAsync(block.BodyLength, cancellationToken);
        if (output.Length - outputEnd < ZstdFrameHeader.MaxBlockLength)
        {
            int window = Math.Min((int)frame.WindowSize, outputEnd);
            output.AsSpan(outputEnd - window, window).CopyTo(output);
            outputStart = outputEnd = window;
        }

        outputEnd = blocks.Decode(block, body.Span, output, outputEnd);
        frameLength += outputEnd - outputStart;
        hash.Append(output.AsSpan(outputStart, frame.HasChecksum ? outputEnd - outputStart : 0));
        if (block.IsLast)
        {
            await EndFrameAsync(cancellationToken);
        }
    }

    private async ValueTask EndFrameAsync(CancellationToken cancellationToken)
    {
        inFrame = false;
        if (frame.ContentSize is { } declared && declared != frameLength)
        {
            throw ZstdErrors.Corrupt("a frame makes another number of bytes than it declares.");
        }

        if (frame.HasChecksum && BinaryPrimitives.ReadUInt32LittleEndian((await TakeAsync(4, cancellationToken)).Span) != (uint)hash.Digest())
        {
            throw new RefusedException(RefusalCode.ChecksumMismatch, "zstd: a frame's checksum doesn't fit its content.");
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> TakeAsync(int count, CancellationToken cancellationToken)
    {
        await BufferAsync(count, cancellationToken);
        if (inputEnd - inputStart < count)
        {
            throw ZstdErrors.Truncated();
        }

        inputStart += count;
        return input.AsMemory(inputStart - count, count);
    }

    private async ValueTask BufferAsync(int count, CancellationToken cancellationToken)
    {
        if (inputEnd - inputStart >= count)
        {
            return;
        }

        input.AsSpan(inputStart, inputEnd - inputStart).CopyTo(input);
        (inputStart, inputEnd) = (0, inputEnd - inputStart);
        inputEnd += await source.ReadAtLeastAsync(input.AsMemory(inputEnd), count - inputEnd, throwOnEndOfStream: false, cancellationToken);
    }
}
