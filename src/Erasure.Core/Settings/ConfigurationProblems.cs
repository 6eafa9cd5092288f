namespace Erasure.Core.Settings;

/// <summary>The problems of a file: one for each path, the first.</summary>
internal sealed class ConfigurationProblems
{
    private readonly List<ConfigurationProblem> all = [];
    private readonly HashSet<string> paths = [];

    public IReadOnlyList<ConfigurationProblem> All => all;

    public int Count => all.Count;

    public void Add(string path, string message)
    {
        if (paths.Add(path))
        {
            all.Add(new ConfigurationProblem(path, message));
        }
    }

    /// <summary>Adds a problem where something isn't right; nothing, where there is one at <paramref name="path"/> or below it: what is wrong by itself isn't judged again.</summary>
    public void Expect(bool isRight, string path, string message)
    {
        if (!isRight && !Touch(path))
        {
            Add(path, message);
        }
    }

    /// <summary>There is a problem at <paramref name="path"/> or below it.</summary>
    public bool Touch(string path) =>
        all.Exists(problem => problem.Path.StartsWith(path, StringComparison.Ordinal)
            && (problem.Path.Length == path.Length || problem.Path[path.Length] is '.' or '['));
}
