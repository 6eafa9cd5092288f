using System.Text;

namespace Erasure.Parquet.Json;

/// <summary>A dotted path, and how a property's name steps along it.</summary>
internal sealed class JsonPath
{
    private readonly string path;
    private readonly byte[] utf8;
    private readonly bool isAscii;

    public JsonPath(string path)
    {
        this.path = path;
        utf8 = Encoding.UTF8.GetBytes(path);
        isAscii = Ascii.IsValid(path);
    }

    /// <summary>Length of the path; a step past it has reached the end.</summary>
    public int Length => path.Length;

    /// <summary>Whether a property's name is the path's next name or several of them, dots included.</summary>
    /// <param name="name">As it is written, without its quotes.</param>
    /// <param name="at">Where the path goes on; its end at most.</param>
    /// <returns>Where the path goes on; 0 where the name isn't on it; <see cref="Length"/> + 1 at its end.</returns>
    public int Step(ReadOnlySpan<byte> name, int at, out bool exact)
    {
        exact = false;
        if (!isAscii || name.Contains((byte)'\\'))
        {
            return StepByText(JsonText.Unescape(name), at, out exact);
        }

        ReadOnlySpan<byte> rest = utf8.AsSpan(at);
        if (name.Length > rest.Length || (name.Length < rest.Length && rest[name.Length] != '.') || !Ascii.EqualsIgnoreCase(name, rest[..name.Length]))
        {
            return 0;
        }

        exact = rest.StartsWith(name);
        return at + name.Length + 1;
    }

    private int StepByText(string? name, int at, out bool exact)
    {
        exact = false;
        ReadOnlySpan<char> rest = path.AsSpan(at);
        if (name is null || name.Length > rest.Length || (name.Length < rest.Length && rest[name.Length] != '.')
            || !rest.StartsWith(name, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        exact = rest.StartsWith(name, StringComparison.Ordinal);
        return at + name.Length + 1;
    }
}
