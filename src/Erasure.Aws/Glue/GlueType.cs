namespace Erasure.Aws.Glue;

/// <summary>A type as Glue writes it: <c>decimal(10,2)</c>, <c>array&lt;struct&lt;id:string&gt;&gt;</c>.</summary>
public abstract record GlueType
{
    private GlueType()
    {
    }

    /// <summary>A scalar, with what stands in its parentheses.</summary>
    public sealed record Scalar(string Name, string Parameters) : GlueType;

    /// <summary>A list.</summary>
    public sealed record Array(GlueType Element) : GlueType;

    /// <summary>A map.</summary>
    public sealed record Map(GlueType Key, GlueType Value) : GlueType;

    /// <summary>A record; its field names are compared without regard to case, as Glue does.</summary>
    public sealed record Struct(IReadOnlyList<KeyValuePair<string, GlueType>> Fields) : GlueType;

    /// <summary>Reads a type.</summary>
    /// <exception cref="FormatException">It isn't one.</exception>
    public static GlueType Parse(string text)
    {
        int at = 0;
        GlueType type = Read(text, ref at);
        return at == text.Length ? type : throw Malformed(text, at);
    }

    private static GlueType Read(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or ' '))
        {
            at++;
        }

        string name = text[start..at].Trim().ToLowerInvariant();
        switch (name)
        {
            case "":
                throw Malformed(text, at);
            case "array":
                Expect(text, ref at, '<');
                GlueType element = Read(text, ref at);
                Expect(text, ref at, '>');
                return new Array(element);
            case "map":
                Expect(text, ref at, '<');
                GlueType key = Read(text, ref at);
                Expect(text, ref at, ',');
                GlueType value = Read(text, ref at);
                Expect(text, ref at, '>');
                return new Map(key, value);
            case "struct":
                return ReadStruct(text, ref at);
            default:
                return new Scalar(name, ReadParameters(text, ref at));
        }
    }

    private static Struct ReadStruct(string text, ref int at)
    {
        List<KeyValuePair<string, GlueType>> fields = [];
        Expect(text, ref at, '<');
        while (true)
        {
            int colon = text.IndexOf(':', at);
            if (colon < 0)
            {
                throw Malformed(text, at);
            }

            string name = text[at..colon].Trim().Trim('`');
            at = colon + 1;
            fields.Add(new(name, Read(text, ref at)));
            if (at < text.Length && text[at] == ',')
            {
                at++;
                continue;
            }

            Expect(text, ref at, '>');
            return new(fields);
        }
    }

    private static string ReadParameters(string text, ref int at)
    {
        if (at == text.Length || text[at] != '(')
        {
            return "";
        }

        int end = text.IndexOf(')', at);
        string inside = end < 0 ? "x" : text[(at + 1)..end];
        if (!inside.All(static c => char.IsAsciiDigit(c) || c is ',' or ' '))
        {
            throw Malformed(text, at);
        }

        at = end + 1;
        return inside.Replace(" ", "", StringComparison.Ordinal);
    }

    private static void Expect(string text, ref int at, char what)
    {
        if (at == text.Length || text[at] != what)
        {
            throw Malformed(text, at);
        }

        at++;
    }

    private static FormatException Malformed(string text, int at) => new($"\"{text}\" is no Glue type: position {at}.");
}
