using System.Text.Json;
using System.Text.RegularExpressions;
using Erasure.Core.Clocks;
using Erasure.Core.Subjects;

namespace Erasure.Api.Requests;

/// <summary>Reads the fields of one JSON object strictly: unknown, repeated and mistyped ones are reported by path, all at once.</summary>
internal sealed partial class JsonFields
{
    private readonly Dictionary<string, JsonElement> fields = new(StringComparer.Ordinal);
    private readonly string path;
    private readonly ICollection<FieldProblem> problems;
    private readonly IReadOnlyCollection<string> known;

    public JsonFields(JsonElement element, string path, ICollection<FieldProblem> problems, IReadOnlyCollection<string>? known)
    {
        this.path = path;
        this.problems = problems;
        this.known = known ?? [];
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new FieldProblem(path.Length == 0 ? "(body)" : path, "must be an object"));
            return;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            string? name = TryGetName(property);
            if (name is null)
            {
                Report("", "has a name that is not valid Unicode");
            }
            else if (known is not null && !known.Contains(name))
            {
                Report(name, $"is not a known field; known are {string.Join(", ", known)}");
            }
            else if (!fields.TryAdd(name, property.Value))
            {
                Report(name, "is given more than once");
            }
        }
    }

    public IEnumerable<string> Names => fields.Keys;

    public bool TryGet(string name, out JsonElement value) =>
        fields.TryGetValue(name, out value) && value.ValueKind != JsonValueKind.Null;

    public string? Text(string name, int maxLength, bool required = false)
    {
        if (!TryGet(name, out JsonElement value))
        {
            if (required)
            {
                Report(name, "is required");
            }

            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            Report(name, value.ValueKind == JsonValueKind.Number ? "must be a string: put the number in quotes" : "must be a string");
            return null;
        }

        string? text = TryGetString(value);
        if (text is null)
        {
            Report(name, "is not valid Unicode");
        }
        else if (string.IsNullOrWhiteSpace(text))
        {
            Report(name, "must not be empty");
        }
        else if (text.Length > maxLength)
        {
            Report(name, $"must be at most {maxLength} characters");
        }
        else
        {
            return text;
        }

        return null;
    }

    public DateTimeOffset? Time(string name)
    {
        if (Text(name, 64) is not { } text)
        {
            return null;
        }

        // A time without an offset would mean another instant on another machine.
        if (OffsetAtEnd().IsMatch(text)
            && IsoTime.TryParse(text, out DateTimeOffset time))
        {
            return time;
        }

        Report(name, "must be an RFC 3339 time with an offset, such as 2026-01-31T09:30:00Z");
        return null;
    }

    public bool? Flag(string name)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Report(name, "must be true or false");
        return null;
    }

    public IReadOnlyList<string>? Texts(string name, int maxItems, int maxLength)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > maxItems)
        {
            Report(name, $"must be an array of at most {maxItems} strings");
            return null;
        }

        List<string> texts = [];
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && TryGetString(item) is { Length: > 0 } text && text.Length <= maxLength)
            {
                texts.Add(text);
            }
            else
            {
                Report($"{name}[{index}]", $"must be a string of 1 to {maxLength} characters");
            }

            index++;
        }

        return texts;
    }

    public void Report(string name, string message) => problems.Add(new FieldProblem(PathOf(name), message));

    // A name that isn't one of ours may be a value that slipped; it is repeated only where it is a plain word.
    private string PathOf(string name)
    {
        string shown = known.Contains(name.Split('[', 2)[0]) ? name : FieldNames.Shown(name);
        return path.Length == 0 ? shown : $"{path}.{shown}";
    }

    private static string? TryGetName(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? TryGetString(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,7})?)?([Zz]|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OffsetAtEnd();
}
