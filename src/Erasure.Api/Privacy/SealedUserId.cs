using Erasure.Core.Subjects;

namespace Erasure.Api.Privacy;

/// <summary>The subject that the URL of <c>DELETE /api/user/{id}</c> named, taken out of the request before anyone could log it.</summary>
/// <param name="Subject">The subject; null where the URL can't be read as one user id.</param>
internal sealed record SealedUserId(Sealed<Subject>? Subject)
{
    /// <summary>What is before the identifier.</summary>
    public const string PathPrefix = "/api/user";

    /// <summary>The route.</summary>
    public const string RoutePattern = PathPrefix + "/{id}";

    /// <summary>What everyone behind the redaction sees of the path.</summary>
    public const string RedactedPath = PathPrefix + "/_";

    private const string Identifier = "user_id";

    /// <summary>Reads the identifier from the raw target, since only there an encoded slash and an encoded percent sign differ.</summary>
    public static SealedUserId FromRawTarget(string target)
    {
        int start = target.StartsWith('/') ? 0 : target.IndexOf('/', target.IndexOf("://", StringComparison.Ordinal) + 3);
        string path = start < 0 ? "" : target[start..];
        if (!path.StartsWith(PathPrefix + "/", StringComparison.OrdinalIgnoreCase))
        {
            return new SealedUserId(Subject: null);
        }

        string encoded = path[(PathPrefix.Length + 1)..];
        string value = Uri.UnescapeDataString(encoded);
        bool isOneId = !string.IsNullOrWhiteSpace(value) && !encoded.AsSpan().ContainsAny('/', '?', '#') && HasOnlyWholeEscapes(encoded) && !value.Contains('\uFFFD', StringComparison.Ordinal);
        return new SealedUserId(isOneId
            ? new Sealed<Subject>(new Subject(new Dictionary<string, string>(StringComparer.Ordinal) { [Identifier] = value }))
            : null);
    }

    // What isn't valid UTF-8 stays escaped when unescaped, and would name somebody else.
    private static bool HasOnlyWholeEscapes(string encoded)
    {
        try
        {
            byte[] bytes = new byte[encoded.Length];
            int count = 0;
            for (int i = 0; i < encoded.Length; i++)
            {
                bytes[count++] = encoded[i] == '%' ? Convert.ToByte(encoded.Substring(i + 1, 2), 16) : checked((byte)encoded[i]);
                i += encoded[i] == '%' ? 2 : 0;
            }

            return System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, count));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentOutOfRangeException or OverflowException)
        {
            return false;
        }
    }
}
