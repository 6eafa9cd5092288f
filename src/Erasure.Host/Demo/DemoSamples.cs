using System.Reflection;

namespace Erasure.Host.Demo;

/// <summary>The sample files of the demo's lake. They are in the program, so that it is one file.</summary>
internal static class DemoSamples
{
    private const string Prefix = "samples/";

    /// <summary>Writes them below a folder, over what is there.</summary>
    public static void WriteTo(string folder)
    {
        Assembly program = typeof(DemoSamples).Assembly;
        foreach (string name in program.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            // As the build's own system separates folders.
            string path = Path.Combine([folder, .. name[Prefix.Length..].Split('/', '\\')]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using Stream sample = program.GetManifestResourceStream(name)!;
            using FileStream file = File.Create(path);
            sample.CopyTo(file);
        }
    }
}
