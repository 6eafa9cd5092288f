using System.Text;
using System.Text.Json;

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

    /// <summary>Whether the reader's property name is the path's next name or several of them, dots included.</summary>
    /// <returns>Where the path goes on; 0 where the name isn't on it; <see cref="Length"/> + 1 at its end.</returns>
    public int Step(ref Utf8JsonReader reader, int at, out bool exact)
    {
        exact = false;
        if (!isAscii || reader.ValueIsEscaped)
        {
            return StepByText(ref reader, at, out exact);
        }

        ReadOnlySpan<byte> name = reader.ValueSpan;
        ReadOnlySpan<byte> rest = utf8.AsSpan(Math.Min(at, utf8.Length));
        if (name.Length > rest.Length || (name.Length < rest.Length && rest[name.Length] != '.') || !Ascii.EqualsIgnoreCase(name, rest[..name.Length]))
        {
            return 0;
        }

        exact = rest.StartsWith(name);
        return at + name.Length + 1;
    }

    private int StepByText(ref Utf8JsonReader reader, int at, out bool exact)
    {
        exact = false;
        string? name = JsonLeaf.TryGetText(ref reader);
        ReadOnlySpan<char> rest = path.AsSpan(Math.Min(at, path.Length));
        if (name is null || name.Length > rest.Length || (name.Length < rest.Length && rest[name.Length] != '.')
            || !rest.StartsWith(name, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        exact = rest.StartsWith(name, StringComparison.Ordinal);
        return at + name.Length + 1;
    }
}
