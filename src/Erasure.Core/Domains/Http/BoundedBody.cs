namespace Erasure.Core.Domains.Http;

/// <summary>The body of an answer, up to a length.</summary>
internal static class BoundedBody
{
    /// <summary>Reads the body; null where it is longer than <paramref name="longest"/> bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage response, int longest, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > longest)
        {
            return null;
        }

        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[Math.Min(longest + 1, 4096)];
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            if (length > longest)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(2 * length, longest + 1));
            }
        }
    }
}
