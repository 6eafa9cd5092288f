using System.Text;
using System.Text.Json;

namespace Erasure.Core.Settings;

/// <summary>Where in the configuration file's text its settings stand.</summary>
internal sealed class SettingPlaces
{
    private readonly Dictionary<string, int> offsets = new(StringComparer.Ordinal);
    private readonly byte[] text;

    /// <param name="json">A text that is JSON by <paramref name="syntax"/>.</param>
    /// <param name="syntax">Its syntax.</param>
    public SettingPlaces(string json, JsonDocumentOptions syntax)
    {
        text = Encoding.UTF8.GetBytes(json);
        Utf8JsonReader reader = new(text, new JsonReaderOptions { CommentHandling = syntax.CommentHandling, AllowTrailingCommas = syntax.AllowTrailingCommas });
        reader.Read();
        Walk(ref reader, "$");
    }

    /// <summary>Whether a setting stands there.</summary>
    public bool Has(string path) => offsets.ContainsKey(path);

    /// <summary>The problems with their places, in the file's order. What is missing has the place of what it is missing from.</summary>
    public IReadOnlyList<ConfigurationProblem> Locate(IEnumerable<ConfigurationProblem> problems) =>
        [.. problems.Select(Locate).OrderBy(problem => problem.Line ?? int.MaxValue).ThenBy(problem => problem.Column)];

    private ConfigurationProblem Locate(ConfigurationProblem problem)
    {
        string path = problem.Path;
        int offset;
        while (!offsets.TryGetValue(path, out offset))
        {
            if (path.LastIndexOfAny(['.', '[']) is var end && end < 0)
            {
                return problem;
            }

            path = path[..end];
        }

        int start = text.AsSpan(0, offset).LastIndexOf((byte)'\n') + 1;
        return problem with { Line = text.AsSpan(0, start).Count((byte)'\n') + 1, Column = Encoding.UTF8.GetCharCount(text, start, offset - start) + 1 };
    }

    private void Walk(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string field = $"{path}.{reader.GetString()}";

                // Of one that is there twice, the second is the problem.
                offsets[field] = (int)reader.TokenStartIndex;
                reader.Read();
                Walk(ref reader, field);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                string item = $"{path}[{i}]";
                offsets[item] = (int)reader.TokenStartIndex;
                Walk(ref reader, item);
            }
        }
    }
}
