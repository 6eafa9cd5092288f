using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Erasure.Parquet.Text;

/// <summary>Looks for columns' names in text that can't be read as records.</summary>
public static class TextNames
{
    private const int ReadLength = 1 << 16;

    /// <summary>Of a character in UTF-8.</summary>
    private const int MostBytes = 4;

    // what names are written in without any escape
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-. $@");

    // what is in no text, or may write a name otherwise
    private static readonly SearchValues<byte> Doubtful = SearchValues.Create([.. Enumerable.Range(0, 32).Select(value => (byte)value).Except("\t\n\f\r"u8.ToArray()), (byte)'\\', 127]);

    /// <summary>Whether each name stands anywhere in the object, in any case: true where it does, false where it doesn't for sure, null where nobody can tell.</summary>
    /// <remarks>Of a path the name is its last part.</remarks>
    public static async Task<IReadOnlyDictionary<string, bool?>> FindAsync(IByteSource source, TextEraserOptions options, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        byte[][] names = [.. columns.Select(column => Encoding.UTF8.GetBytes(column[(column.LastIndexOf('.') + 1)..].ToLowerInvariant()))];
        bool[] found = [.. columns.Select(column => options.Format.Columns?.Contains(column, StringComparer.OrdinalIgnoreCase) == true)];
        bool isCertain;
        try
        {
            await using SourceStream stream = new(source);
            TextCodec codec = TextCodecs.Detect((await stream.PeekAsync(TextCodecs.MagicLength, cancellationToken)).Span, options.Name);
            long most = codec == TextCodec.None ? long.MaxValue : options.MaxExpansion * source.Length;
            await using Stream text = TextCodecs.Open(codec, stream);
            isCertain = await ReadAsync(text, names, found, Charsets.FindSingleByte(options.Format.Charset) is not null, most, cancellationToken);
        }
        catch (Exception failure) when (failure is RefusedException or InvalidDataException)
        {
            isCertain = false;
        }

        return columns.Select((column, i) => (column, Told: found[i] ? true : isCertain && !column.AsSpan().ContainsAnyExcept(Plain) ? false : (bool?)null))
            .ToDictionary(one => one.column, one => one.Told, StringComparer.Ordinal);
    }

    /// <param name="isSingleByte">Every byte is a character.</param>
    /// <returns>What isn't found isn't there.</returns>
    private static async Task<bool> ReadAsync(Stream text, byte[][] names, bool[] found, bool isSingleByte, long most, CancellationToken cancellationToken)
    {
        bool isCertain = true;
        int overlap = Math.Max(MostBytes, names.Max(name => name.Length));
        byte[] buffer = new byte[overlap + ReadLength];
        char[] scratch = isSingleByte ? [] : new char[buffer.Length];
        int kept = 0;
        int begun = 0;
        for (long total = 0; total <= most;)
        {
            int count = await text.ReadAsync(buffer.AsMemory(kept, ReadLength), cancellationToken);
            if (count == 0)
            {
                return isCertain && begun == 0;
            }

            total += count;
            Span<byte> read = buffer.AsSpan(kept, count);
            isCertain &= !read.ContainsAny(Doubtful) && (isSingleByte || IsUtf8(buffer.AsSpan(kept - begun, begun + count), scratch, out begun));
            Ascii.ToLowerInPlace(read, out _);
            for (int i = 0; i < names.Length; i++)
            {
                found[i] |= buffer.AsSpan(0, kept + count).IndexOf(names[i]) >= 0;
            }

            int next = Math.Min(overlap, kept + count);
            buffer.AsSpan(kept + count - next, next).CopyTo(buffer);
            kept = next;
        }

        return false;
    }

    /// <summary>Other character sets than UTF-8 may write names otherwise.</summary>
    /// <param name="begun">Bytes at the end of a character that goes on behind them.</param>
    private static bool IsUtf8(ReadOnlySpan<byte> text, Span<char> scratch, out int begun)
    {
        OperationStatus status = Utf8.ToUtf16(text, scratch, out int read, out _, replaceInvalidSequences: false, isFinalBlock: false);
        begun = status == OperationStatus.NeedMoreData ? text.Length - read : 0;
        return status != OperationStatus.InvalidData;
    }
}
