using System.Globalization;
using System.Text;

namespace Erasure.Parquet.Tests.Text;

/// <summary>Makes JSON texts of every form, in many spellings.</summary>
internal sealed class RandomJson(Random random, string letters)
{
    /// <summary>Text, what is left without the person, rows, and the person's rows.</summary>
    public (string Text, string Expected, int Rows, int Matched) Make(string person, string[] people)
    {
        bool[] goes = [.. Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(3) == 0)];
        string[] objects = [.. goes.Select(its => Row(its ? person : people[random.Next(people.Length)]))];
        (string text, string expected) = random.Next(3) == 0 ? Array(objects, goes) : Lines(objects, goes);
        return (text, expected, objects.Length, goes.Count(its => its));
    }

    /// <summary>Objects on lines of one or several.</summary>
    private (string Text, string Expected) Lines(string[] objects, bool[] goes)
    {
        int perLine = random.Next(2) == 0 ? 1 : 1 + random.Next(objects.Length + 1);
        var text = new StringBuilder();
        var expected = new StringBuilder();
        for (int first = 0; first < objects.Length; first += perLine)
        {
            int last = Math.Min(first + perLine, objects.Length) - 1;
            bool stays = goes.AsSpan(first, last + 1 - first).Contains(false);
            string blank = random.Next(8) == 0 ? Pick("\n", " \r\n", "\t\n") : "";
            text.Append(blank);
            expected.Append(blank);
            string lead = random.Next(5) == 0 ? "  " : "";
            for (int i = first; i <= last; i++)
            {
                bool endsLine = i == last;
                string eol = endsLine && (i < objects.Length - 1 || random.Next(2) == 0) ? Pick("\n", "\r\n") : "";
                string behind = (random.Next(3) == 0 ? Pick(" ", "\t", "  ") : "") + eol;
                text.Append(lead).Append(objects[i]).Append(behind);
                expected.Append(goes[i] ? stays && eol.Length > 0 ? behind : "" : lead + objects[i] + behind);
                lead = "";
            }
        }

        return (text.ToString(), expected.ToString());
    }

    private (string Text, string Expected) Array(string[] objects, bool[] goes)
    {
        string before = Space() + "[";
        string lead = Space();
        var text = new StringBuilder(before + lead);
        var expected = new StringBuilder(before + lead);
        bool stays = false;
        for (int i = 0; i < objects.Length; i++)
        {
            string separator = i == 0 ? "" : Space() + "," + Space();
            text.Append(separator).Append(objects[i]);
            expected.Append(goes[i] ? "" : (stays ? separator : "") + objects[i]);
            stays |= !goes[i];
        }

        string end = (objects.Length == 0 ? "" : Space()) + "]" + Space();
        return (text + end, expected + end);
    }

    private string Row(string person)
    {
        string identifier = long.TryParse(person, CultureInfo.InvariantCulture, out _) && random.Next(2) == 0
            ? Pick(person, person + ".0", person + "e0")
            : Text(person);
        if (random.Next(4) == 0)
        {
            identifier = "[" + Space() + Text("nobody") + Space() + "," + identifier + "]";
        }

        List<string> properties = [Text("id") + Space() + ":" + Space() + identifier];
        for (int i = random.Next(4); i > 0; i--)
        {
            properties.Insert(random.Next(properties.Count + 1), Text(Pick("a", "b.c", "identity", "x" + letters[..1])) + Space() + ":" + Space() + Value(0));
        }

        return "{" + Space() + string.Join(Space() + "," + Space(), properties) + Space() + "}";
    }

    private string Value(int depth) => random.Next(depth > 4 ? 7 : 10) switch
    {
        0 => Pick("null", "true", "false"),
        1 => Pick("NaN", "Infinity", "-Infinity"),
        2 => Pick("0", "-1.5e+3", "12345678901234567890", "1E400"),
        3 => Text("tab\there \u0001"),
        4 => Text("}{][,:\" \\ \n" + letters),
        5 or 6 => Text(letters),
        7 => "{" + Space() + Text("id") + ":" + Value(depth + 1) + Space() + "}",
        8 => "[" + string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth + 1))) + Space() + "]",
        _ => random.Next(20) == 0 ? new string('[', 700) + new string(']', 700) : "{}",
    };

    /// <summary>A string in quotes; raw tabs and control characters where a line's end isn't meant.</summary>
    private string Text(string value)
    {
        var text = new StringBuilder("\"");
        foreach (char unit in value)
        {
            text.Append(unit switch
            {
                _ when random.Next(10) == 0 => $"\\u{(random.Next(2) == 0 ? $"{(int)unit:x4}" : $"{(int)unit:X4}")}",
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '/' => Pick("/", "\\/"),
                _ => unit.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    private string Space() => random.Next(3) == 0 ? Pick(" ", "\n", "\r\n  ", "\t") : "";

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];
}
