using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>libzstd, where the machine has one: dpkg depends on it, so every Debian and Ubuntu does; Alpine and Windows mostly don't.</summary>
internal sealed unsafe class NativeZstd
{
    private static readonly string[] Names = ["libzstd.so.1", "libzstd.1.dylib", "libzstd.dll", "zstd.dll"];

    private readonly delegate* unmanaged<nint> createCompressor;
    private readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int, nuint> compress;
    private readonly delegate* unmanaged<nint> createDecompressor;
    private readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint> decompress;
    private readonly delegate* unmanaged<nuint, uint> isError;

    // these are exported by most builds, not by all
    private readonly delegate* unmanaged<nint, nuint> begin;
    private readonly delegate* unmanaged<nint, nuint> nextLength;
    private readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint> decompressNext;

    // contexts are costly to make and are used by one thread at a time; as many stay as ever worked at once
    private readonly ConcurrentBag<nint> compressors = [];
    private readonly ConcurrentBag<nint> decompressors = [];

    private NativeZstd(nint library)
    {
        createCompressor = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "ZSTD_createCCtx");
        compress = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int, nuint>)NativeLibrary.GetExport(library, "ZSTD_compressCCtx");
        createDecompressor = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "ZSTD_createDCtx");
        decompress = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint>)NativeLibrary.GetExport(library, "ZSTD_decompressDCtx");
        isError = (delegate* unmanaged<nuint, uint>)NativeLibrary.GetExport(library, "ZSTD_isError");
        if (NativeLibrary.TryGetExport(library, "ZSTD_decompressBegin", out nint beginAddress)
            && NativeLibrary.TryGetExport(library, "ZSTD_nextSrcSizeToDecompress", out nint nextLengthAddress)
            && NativeLibrary.TryGetExport(library, "ZSTD_decompressContinue", out nint decompressNextAddress))
        {
            begin = (delegate* unmanaged<nint, nuint>)beginAddress;
            nextLength = (delegate* unmanaged<nint, nuint>)nextLengthAddress;
            decompressNext = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint>)decompressNextAddress;
        }
    }

    /// <summary>The library, or null where there is none.</summary>
    public static NativeZstd? Instance { get; } = Load();

    /// <summary>Compresses to one frame.</summary>
    /// <returns>Bytes written, or -1 where <paramref name="destination"/> is too short.</returns>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        nint context = Take(compressors, createCompressor);
        fixed (byte* input = source)
        fixed (byte* output = destination)
        {
            nuint result = compress(context, output, (nuint)destination.Length, input, (nuint)source.Length, level);
            compressors.Add(context);
            return isError(result) == 0 ? (int)result : -1;
        }
    }

    /// <summary>Decompresses all frames.</summary>
    /// <returns>Bytes written, or -1 where the bytes are invalid or make more than <paramref name="destination"/> holds.</returns>
    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        nint context = Take(decompressors, createDecompressor);
        fixed (byte* input = source)
        fixed (byte* output = destination)
        {
            nuint result = decompress(context, output, (nuint)destination.Length, input, (nuint)source.Length);
            decompressors.Add(context);
            return isError(result) == 0 ? (int)result : -1;
        }
    }

    /// <summary>Decompresses one frame, and notes where what each block made ends, in <paramref name="ends"/>; empty blocks may be left out.</summary>
    /// <returns>Bytes written, or -1 where the bytes are anything else or the library can't tell.</returns>
    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination, List<int> ends)
    {
        ends.Clear();
        if (decompressNext is null)
        {
            return -1;
        }

        nint context = Take(decompressors, createDecompressor);
        fixed (byte* input = source)
        fixed (byte* output = destination)
        {
            int read = 0, written = 0;
            nuint result = begin(context);
            while (isError(result) == 0 && nextLength(context) is var length and > 0 && length <= (nuint)(source.Length - read))
            {
                result = decompressNext(context, output + written, (nuint)(destination.Length - written), input + read, length);
                read += (int)length;
                if (isError(result) == 0 && result > 0)
                {
                    written += (int)result;
                    ends.Add(written);
                }
            }

            bool isWhole = isError(result) == 0 && nextLength(context) == 0 && read == source.Length;
            decompressors.Add(context);
            return isWhole ? written : -1;
        }
    }

    private static nint Take(ConcurrentBag<nint> contexts, delegate* unmanaged<nint> create)
    {
        nint context = contexts.TryTake(out nint idle) ? idle : create();
        return context != 0 ? context : throw new RefusedException(RefusalCode.TooLarge, "zstd has no memory left to work in.");
    }

    private static NativeZstd? Load()
    {
        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return new NativeZstd(library);
            }
        }

        return null;
    }
}
