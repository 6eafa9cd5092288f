namespace Erasure.Tests.Shared;

/// <summary>A part of a documentation page that is made from the code: what stands between <c>&lt;!-- NAME: begin --&gt;</c> and <c>&lt;!-- NAME: end --&gt;</c>.</summary>
internal static class DocumentPart
{
    /// <summary>Fails where the page says something else. With <c>UPDATE_SNAPSHOTS=1</c> the page is written instead.</summary>
    /// <param name="page">The page's name in <c>docs</c>.</param>
    /// <param name="name">The part's name.</param>
    /// <param name="expected">What is to stand there, with a line end.</param>
    public static void Matches(string page, string name, string expected)
    {
        string path = Repository.PathOf("docs", page);
        string document = File.ReadAllText(path);
        string begin = $"<!-- {name}: begin -->\n";
        int from = document.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        int to = document.IndexOf($"<!-- {name}: end -->", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            document = document[..from] + expected + document[to..];
            File.WriteAllText(path, document);
            to = from + expected.Length;
        }

        Assert.Equal(expected, document[from..to]);
    }
}
