"""The dependency parser: its layers, its trees and the component."""
