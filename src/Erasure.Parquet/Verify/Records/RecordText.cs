using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Verify.Records;

/// <summary>One side of the comparison: a text object, decompressed, as characters that can be turned back into its bytes.</summary>
/// <remarks>
/// A character set that holds ASCII as it is gives a character for each byte, so that no byte is lost on the way and records can be cut before they are decoded.
/// UTF-16 gives its own code units.
/// </remarks>
internal sealed class RecordText : IAsyncDisposable
{
    /// <summary>Bytes that <see cref="CharsetOf"/> looks at.</summary>
    public const int StartLength = 64;

    private const int ReadLength = 1 << 18;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream stream;
    private readonly RecordAllowance allowance;
    private readonly int limit;
    private readonly long longest;
    private readonly byte[] bytes = new byte[ReadLength];
    private readonly char[] window = new char[2 * ReadLength];
    private NativeBlock? grown;
    private int start;
    private int end;
    private int odd;

    private RecordText(Stream stream, Encoding charset, int limit, long length, RecordAllowance allowance)
    {
        (this.stream, Charset, this.allowance) = (stream, charset, allowance);
        this.limit = Math.Min(limit, (Array.MaxLength / sizeof(char)) - ReadLength);
        longest = Math.Min(length, this.limit);
    }

    /// <summary>The character set: the one that the first bytes name, or else the setting's.</summary>
    public Encoding Charset { get; private set; }

    /// <summary>Nothing follows <see cref="Rest"/>.</summary>
    public bool IsEnd { get; private set; }

    /// <summary>What was read and not passed yet.</summary>
    public ReadOnlySpan<char> Rest => Window[start..end];

    // One block for the longest record, of which only as much takes up memory as was written to: no second copy, and all is given back at the end.
    private Span<char> Window => grown is null ? window : MemoryMarshal.Cast<byte, char>(grown.GetSpan());

    private bool IsWide => Charset is UnicodeEncoding;

    /// <summary>Opens a text; its byte order mark, where it has one, is among its first characters.</summary>
    /// <param name="source">The object.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="allowance">Memory for its long records.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The text owns its streams, and whoever takes it disposes of it.")]
    public static async ValueTask<RecordText> OpenAsync(IByteSource source, TextEraserOptions options, RecordAllowance allowance, CancellationToken cancellationToken)
    {
        SourceStream opened = new(source);
        TextCodec codec = TextCodecs.Detect((await opened.PeekAsync(TextCodecs.MagicLength, cancellationToken)).Span, options.Name);
        RecordText text = new(TextCodecs.Open(codec, opened), EncodingOf(options.Format.Charset), options.MaxRecordLength, codec == TextCodec.None ? source.Length : long.MaxValue, allowance);
        await text.BeginAsync(options.Format.Charset, cancellationToken);
        return text;
    }

    /// <summary>Reads on: as much again as is at hand, so that a long record is looked at anew only as often as what is known of it doubles.</summary>
    /// <returns>False at the end.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (IsEnd)
        {
            return false;
        }

        int length = end - start;
        if (length > limit)
        {
            throw new RefusedException(RefusalCode.TooLarge, $"A record is longer than {limit} bytes (MaxRecordLength).");
        }

        long enough = Math.Min(2L * length, limit);
        await allowance.GrowAsync(enough, longest, cancellationToken);
        Window[start..end].CopyTo(Window);
        (start, end) = (0, length);
        while (!IsEnd && end <= enough)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int read = await stream.ReadAsync(bytes.AsMemory(odd), cancellationToken);
            IsEnd = read == 0;
            Take(odd + read);
        }

        return !IsEnd;
    }

    /// <summary>Passes characters.</summary>
    public void Skip(int count) => start += count;

    /// <summary>Reads until there are so many characters, or no more.</summary>
    public async ValueTask<bool> HasAsync(int count, CancellationToken cancellationToken)
    {
        while (end - start < count && await FillAsync(cancellationToken))
        {
        }

        return end - start >= count;
    }

    /// <summary>Characters as the text that they stand for.</summary>
    public string Decode(ReadOnlySpan<char> characters) =>
        IsWide || Ascii.IsValid(characters) ? characters.ToString() : Charset.GetString(Encoding.Latin1.GetBytes(characters.ToArray()));

    /// <summary>The same, in UTF-8; of what is to be UTF-8 the bytes as they are, valid or not.</summary>
    /// <exception cref="ArgumentException">It is no text: half of a surrogate pair.</exception>
    public byte[] ToUtf8(ReadOnlySpan<char> characters)
    {
        if (Charset is not UTF8Encoding)
        {
            return StrictUtf8.GetBytes(Decode(characters));
        }

        byte[] utf8 = new byte[characters.Length];
        Encoding.Latin1.GetBytes(characters, utf8);
        return utf8;
    }

    public ValueTask DisposeAsync()
    {
        grown?.Free();
        return stream.DisposeAsync();
    }

    /// <summary>The character set of a name; what isn't valid in it becomes U+FFFD.</summary>
    public static Encoding EncodingOf(string charset) => CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);

    /// <summary>The character set of a text: what its first bytes say, and otherwise what it is called.</summary>
    /// <param name="start">Its first bytes, <see cref="StartLength"/> of them where there are so many.</param>
    /// <param name="name">What it is called. UTF-16 without a mark and without an order is big-endian where more of the first bytes of its characters are zero than of the second.</param>
    public static Encoding CharsetOf(ReadOnlySpan<byte> start, string name)
    {
        int zeros = 0;
        for (int i = 0; i < start.Length; i++)
        {
            zeros += start[i] != 0 ? 0 : (i & 1) == 0 ? 1 : -1;
        }

        return start switch
        {
            [0xef, 0xbb, 0xbf, ..] => EncodingOf("utf-8"),
            [0xff, 0xfe, ..] => EncodingOf("utf-16le"),
            [0xfe, 0xff, ..] => EncodingOf("utf-16be"),
            _ when zeros > 0 && name.Equals("utf-16", StringComparison.OrdinalIgnoreCase) => EncodingOf("utf-16be"),
            _ => EncodingOf(name),
        };
    }

    private async ValueTask BeginAsync(string charset, CancellationToken cancellationToken)
    {
        int read = 0;
        for (int more = -1; more != 0 && read < StartLength; read += more)
        {
            more = await stream.ReadAsync(bytes.AsMemory(read), cancellationToken);
        }

        Charset = CharsetOf(bytes.AsSpan(0, Math.Min(read, StartLength)), charset);
        Take(read);
    }

    /// <summary>Turns bytes into characters.</summary>
    private void Take(int count)
    {
        MakeRoom(count);
        if (!IsWide)
        {
            end += Encoding.Latin1.GetChars(bytes.AsSpan(0, count), Window[end..]);
            return;
        }

        Span<char> characters = Window;

        bool isBig = Charset.CodePage == 1201;
        for (int i = 0; i + 1 < count; i += 2)
        {
            characters[end++] = (char)(isBig ? (bytes[i] << 8) | bytes[i + 1] : bytes[i] | (bytes[i + 1] << 8));
        }

        // a code unit that is cut in two, by the reading or at the very end
        odd = count % 2;
        if (odd == 1 && !IsEnd)
        {
            bytes[0] = bytes[count - 1];
        }
        else if (odd == 1)
        {
            characters[end++] = (char)bytes[count - 1];
            odd = 0;
        }
    }

    private void MakeRoom(int count)
    {
        if (end + count > Window.Length)
        {
            grown ??= new NativeBlock(sizeof(char) * (limit + ReadLength));
            window.AsSpan(0, end).CopyTo(Window);
        }
    }
}
