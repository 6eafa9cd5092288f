using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Erasure.Host.Tests.Architecture;

/// <summary>One of our assemblies as its metadata shows it.</summary>
internal sealed class Room : IDisposable
{
    private readonly PEReader file;
    private readonly MetadataReader metadata;

    private Room(string path)
    {
        file = new PEReader(File.OpenRead(path));
        metadata = file.GetMetadataReader();
    }

    public string Name => metadata.GetString(metadata.GetAssemblyDefinition().Name);

    /// <summary>Those beside the tests: all but the Azure Functions app.</summary>
    public static IReadOnlyList<Room> All() =>
        [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "*rasure*.dll")
            .Where(path => !Path.GetFileName(path).Contains(".Tests", StringComparison.Ordinal))
            .Select(path => new Room(path))];

    public IEnumerable<string> References() =>
        metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name));

    /// <summary>Types of which a method calls <paramref name="method"/> of a generic type called <paramref name="type"/>; types that the compiler made count as those around them.</summary>
    public IEnumerable<string> CallersOf(string type, string method)
    {
        HashSet<int> tokens = [.. metadata.MemberReferences.Where(handle => Is(metadata.GetMemberReference(handle), type, method)).Select(handle => MetadataToken(handle))];
        foreach (MethodDefinitionHandle handle in metadata.MethodDefinitions)
        {
            MethodDefinition definition = metadata.GetMethodDefinition(handle);
            if (definition.RelativeVirtualAddress != 0
                && Calls.In(file.GetMethodBody(definition.RelativeVirtualAddress).GetILReader()).Any(tokens.Contains))
            {
                yield return Outermost(definition.GetDeclaringType());
            }
        }
    }

    public void Dispose() => file.Dispose();

    private static int MetadataToken(MemberReferenceHandle handle) => System.Reflection.Metadata.Ecma335.MetadataTokens.GetToken(handle);

    private bool Is(MemberReference member, string type, string method) =>
        metadata.GetString(member.Name) == method
        && member.Parent.Kind switch
        {
            HandleKind.TypeSpecification => metadata.GetTypeSpecification((TypeSpecificationHandle)member.Parent).DecodeSignature(new GenericName(), genericContext: null),
            HandleKind.TypeReference => metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name),
            _ => null,
        } == type;

    private string Outermost(TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? Outermost(outer)
            : $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }

    /// <summary>Of a signature, the name of the generic type.</summary>
    private sealed class GenericName : ISignatureTypeProvider<string, object?>
    {
        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => reader.GetString(reader.GetTypeDefinition(handle).Name);

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => reader.GetString(reader.GetTypeReference(handle).Name);

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => "";

        public string GetArrayType(string elementType, ArrayShape shape) => "";

        public string GetByReferenceType(string elementType) => "";

        public string GetFunctionPointerType(MethodSignature<string> signature) => "";

        public string GetGenericMethodParameter(object? genericContext, int index) => "";

        public string GetGenericTypeParameter(object? genericContext, int index) => "";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => "";

        public string GetPinnedType(string elementType) => "";

        public string GetPointerType(string elementType) => "";

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "";

        public string GetSZArrayType(string elementType) => "";
    }
}
