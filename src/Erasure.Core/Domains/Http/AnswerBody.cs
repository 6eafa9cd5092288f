using System.Runtime.ExceptionServices;

namespace Erasure.Core.Domains.Http;

/// <summary>The body of an answer, up to a length, as far as it could be read: reading it never fails, since often the status has decided already.</summary>
/// <param name="State">How far that is.</param>
/// <param name="Bytes">What was read; decoded only where <paramref name="State"/> is <see cref="AnswerBodyState.Whole"/>.</param>
internal sealed record AnswerBody(AnswerBodyState State, ReadOnlyMemory<byte> Bytes)
{
    private const int FirstBuffer = 4096;

    /// <summary>No body.</summary>
    public static AnswerBody None { get; } = new(AnswerBodyState.Whole, ReadOnlyMemory<byte>.Empty);

    /// <summary>Why it broke off; null where it didn't.</summary>
    public ExceptionDispatchInfo? Cause { get; private init; }

    /// <summary>Reads at most <paramref name="longest"/> bytes, before and after decoding.</summary>
    public static async Task<AnswerBody> ReadAsync(HttpResponseMessage response, int longest, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[Math.Min(longest + 1, FirstBuffer)];
        int length = 0;
        try
        {
            using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (length <= longest)
            {
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, Math.Min(2 * length, longest + 1));
                }

                int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                {
                    return Decode(buffer[..length], response, longest);
                }

                length += read;
            }

            return new AnswerBody(AnswerBodyState.TooLong, buffer.AsMemory(0, length));
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            return new AnswerBody(AnswerBodyState.Broken, buffer.AsMemory(0, length)) { Cause = ExceptionDispatchInfo.Capture(broken) };
        }
    }

    // By hand, since the client's own decoding fails with exceptions of many kinds and takes what was cut off for complete.
    private static AnswerBody Decode(byte[] bytes, HttpResponseMessage response, int longest)
    {
        IEnumerable<string> codings = response.Content.Headers.ContentEncoding.Where(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase));
        AnswerBody body = new(AnswerBodyState.Whole, bytes);
        foreach (string coding in codings.Reverse())
        {
            if (body is { State: AnswerBodyState.Whole, Bytes.IsEmpty: false })
            {
                (AnswerBodyState state, byte[] decoded) = ContentCoding.Decode(coding, body.Bytes.ToArray(), longest);
                body = new AnswerBody(state, state == AnswerBodyState.Whole ? decoded : bytes);
            }
        }

        return body;
    }
}
