using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Erasure.Host.Tests.Architecture;

/// <summary>Which features the sources of a project name: the first part of a namespace below the project's own.</summary>
internal static class FeatureNames
{
    private const string Root = "Erasure.Core";

    /// <summary>By feature those that its files name, in <c>using</c> lines or before a type's name. Empty stands for the project's own namespace.</summary>
    public static Dictionary<string, SortedSet<string>> Read(string folder)
    {
        CompilationUnitSyntax[] files = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetCompilationUnitRoot())];
        HashSet<string> types = [.. files.SelectMany(TypesOf)];
        Dictionary<string, SortedSet<string>> named = new(StringComparer.Ordinal);
        foreach (CompilationUnitSyntax file in files)
        {
            string feature = FeatureOf(NamespaceOf(file));
            SortedSet<string> others = named.TryGetValue(feature, out SortedSet<string>? known) ? known : named[feature] = new(StringComparer.Ordinal);
            others.UnionWith(Named(file, types).Where(other => other != feature));
        }

        return named;
    }

    private static IEnumerable<string> Named(CompilationUnitSyntax file, HashSet<string> types) =>
    [
        .. file.Usings.Select(line => $"{line.NamespaceOrType}").Where(name => name.StartsWith($"{Root}.", StringComparison.Ordinal)).Select(FeatureOf),
        .. file.DescendantNodes(descendIntoTrivia: true)
            .Where(node => node is QualifiedNameSyntax or MemberAccessExpressionSyntax or QualifiedCrefSyntax)
            .Select(node => $"{node}")
            .Where(name => types.Contains($"{Root}.{name}"))
            .Select(name => name.Split('.')[0]),
    ];

    private static IEnumerable<string> TypesOf(CompilationUnitSyntax file) =>
        file.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(type => $"{NamespaceOf(file)}.{type.Identifier}");

    private static string NamespaceOf(CompilationUnitSyntax file) => $"{file.Members.OfType<BaseNamespaceDeclarationSyntax>().Single().Name}";

    private static string FeatureOf(string name) => name.Length <= Root.Length ? "" : name[(Root.Length + 1)..].Split('.')[0];
}
